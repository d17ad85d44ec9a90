import { z } from 'zod'
import { input, resource } from '../resource.ts'
import { Count, Custom, MessageId, nullInV1, Text, Time, UserId, UserIdOfObject } from '../scalars.ts'
import { Attachment, AttachmentRequest } from './attachment.ts'
import { Channel } from './channel.ts'
import { MessageMember } from './member.ts'
import { Reaction, ReactionGroup } from './reaction.ts'
import { User, UserRequest } from './user.ts'

/** What a message is; only `regular` and `system` can be asked for. */
export const MessageType = z
  .enum(['regular', 'reply', 'system', 'ephemeral', 'error', 'deleted'])
  .meta({ id: 'MessageType' })
export type MessageType = z.infer<typeof MessageType>

const fields = {
  id: z.string(),
  cid: z.string(),
  type: MessageType,
  text: Text,
  html: Text,
  mml: Text.optional(),
  user: User,
  attachments: z.array(Attachment),
  mentioned_users: z.array(User),
  mentioned_channel: z.boolean(),
  mentioned_here: z.boolean(),
  mentioned_roles: z.array(z.string()).optional(),
  mentioned_group_ids: z.array(z.string()).optional(),
  latest_reactions: z.array(Reaction).describe('The ten newest.'),
  own_reactions: z.array(Reaction).describe('The viewer’s own; always empty in events.'),
  reaction_counts: z.record(z.string(), Count),
  reaction_scores: z.record(z.string(), z.int()),
  reaction_groups: nullInV1(z.record(z.string(), ReactionGroup)),
  parent_id: z.string().optional(),
  show_in_channel: z.boolean().optional(),
  reply_count: Count.describe('Replies, those deleted softly included.'),
  deleted_reply_count: Count.describe('Replies deleted softly.'),
  thread_participants: z.array(User).optional(),
  quoted_message_id: z.string().optional(),
  command: z.string().optional(),
  args: Text.optional().meta({ v2: 'omit' }),
  silent: z.boolean(),
  shadowed: z.boolean(),
  pinned: z.boolean(),
  pinned_at: nullInV1(Time),
  pinned_by: nullInV1(User),
  pin_expires: nullInV1(Time),
  restricted_visibility: z.array(z.string()).describe('Only these users and the author see it; empty: everybody.'),
  poll_id: z.string().optional(),
  member: MessageMember.optional(),
  i18n: z.record(z.string(), z.string()).optional(),
  image_labels: z.record(z.string(), z.array(z.string())).optional(),
  created_at: Time,
  updated_at: Time,
  message_text_updated_at: Time.optional().describe('The last change of the text.'),
  deleted_at: Time.optional(),
  deleted_for_me: z.boolean().optional(),
  custom: Custom,
}

/** A message that another one quotes: all of it but what it quotes itself. */
export const QuotedMessage = resource('QuotedMessage', fields)
export type QuotedMessage = z.infer<typeof QuotedMessage>

/** A message. */
export const Message = resource('Message', { ...fields, quoted_message: QuotedMessage.optional() })
export type Message = z.infer<typeof Message>

/** A message with its channel: the answer to GET. */
export const MessageWithChannel = resource('MessageWithChannel', { ...Message.shape, channel: Channel })
export type MessageWithChannel = z.infer<typeof MessageWithChannel>

/** Keys of a message that only the server sets, beside those that `Message` itself shows (spec/40 §0.2). */
const serverManaged = [
  'channel',
  'draft',
  'reminder',
  'poll',
  'moderation',
  'mentioned_groups',
  'before_message_send_failed',
  'pending_message_metadata',
  'duration',
]

/** A place on the map, or one that moves until `end_at`. */
export const SharedLocationRequest = resource('SharedLocationRequest', {
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  created_by_device_id: z.string().max(255).optional(),
  end_at: Time.optional(),
})

/** A message as a request describes it. */
export const MessageRequest = input(
  'MessageRequest',
  {
    id: MessageId.optional().describe('Chosen by the client, so that a retry never sends twice.'),
    text: Text.optional(),
    html: Text.optional().meta({ server: 'drop' }),
    mml: Text.optional().meta({ server: 'drop' }),
    type: z.enum(['regular', 'system']).optional(),
    user_id: UserId.optional().meta({ acting: true, description: 'Server-side: the author.' }),
    user: UserRequest.optional().meta({ server: 'drop', description: 'Server-side: the author, upserted first.' }),
    attachments: z.array(AttachmentRequest).max(30).optional(),
    mentioned_users: z.array(UserIdOfObject).max(25).optional(),
    mentioned_channel: z.boolean().optional(),
    mentioned_here: z.boolean().optional(),
    mentioned_roles: z.array(z.string().min(1).max(64)).max(10).optional(),
    mentioned_group_ids: z.array(z.string().min(1).max(255)).max(10).optional(),
    parent_id: z.string().max(255).optional(),
    show_in_channel: z.boolean().optional(),
    quoted_message_id: z.string().max(255).optional(),
    silent: z.boolean().optional(),
    pinned: z.boolean().optional(),
    pin_expires: Time.optional().meta({ numbers: 'seconds' }),
    restricted_visibility: z.array(UserId).max(100).optional(),
    poll_id: z.string().max(255).optional(),
    shared_location: SharedLocationRequest.optional(),
    custom: Custom.optional(),
  },
  { of: Message, reserved: serverManaged, refused: ['quoted_message'] },
)
export type MessageRequest = z.infer<typeof MessageRequest>
