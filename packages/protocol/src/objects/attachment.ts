import { z } from 'zod'
import { resource } from '../resource.ts'
import { Custom, Text } from '../scalars.ts'

/** A button or other control of an attachment. */
export const Action = resource('Action', {
  name: z.string(),
  text: Text,
  type: Text.describe('button or text'),
  style: Text.optional().describe('default, primary or danger'),
  value: Text.optional(),
})
export type Action = z.infer<typeof Action>

/** One cell of an attachment's table. */
export const Field = resource('Field', {
  title: Text,
  value: Text,
  short: z.boolean().describe('May stand beside another field.'),
})
export type Field = z.infer<typeof Field>

/** One rendition of a GIF; its numbers are text. */
export const ImageData = resource('ImageData', {
  url: Text,
  width: Text,
  height: Text,
  size: Text,
  frames: Text,
})

/** The renditions of a GIF. */
export const Images = resource('Images', {
  original: ImageData,
  fixed_height: ImageData,
  fixed_height_still: ImageData,
  fixed_height_downsampled: ImageData,
  fixed_width: ImageData,
  fixed_width_still: ImageData,
  fixed_width_downsampled: ImageData,
})
export type Images = z.infer<typeof Images>

/** What hangs on a message: an image, a file, a link preview, or anything an app invents. Requests use the same form. */
export const Attachment = resource('Attachment', {
  type: Text.optional().describe('image, video, audio, file, giphy, voiceRecording, or a word of the app.'),
  fallback: Text.optional().describe('Plain text for clients that cannot show it.'),
  color: Text.optional(),
  pretext: Text.optional(),
  author_name: Text.optional(),
  author_link: Text.optional(),
  author_icon: Text.optional(),
  title: Text.optional(),
  title_link: Text.optional(),
  text: Text.optional(),
  image_url: Text.optional(),
  thumb_url: Text.optional(),
  asset_url: Text.optional().describe('URL of the audio, video or file.'),
  footer: Text.optional(),
  footer_icon: Text.optional(),
  og_scrape_url: Text.optional().describe('The URL that a link preview was made from.'),
  original_width: z.int().optional().describe('Pixels before resizing.'),
  original_height: z.int().optional().describe('Pixels before resizing.'),
  actions: z.array(Action).optional(),
  fields: z.array(Field).optional(),
  giphy: Images.optional(),
  custom: Custom,
})
export type Attachment = z.infer<typeof Attachment>

/** An attachment as a request describes it. */
export const AttachmentRequest = resource('AttachmentRequest', {
  ...Attachment.shape,
  giphy: resource('ImagesRequest', {
    original: ImageData.partial().optional(),
    fixed_height: ImageData.partial().optional(),
    fixed_height_still: ImageData.partial().optional(),
    fixed_height_downsampled: ImageData.partial().optional(),
    fixed_width: ImageData.partial().optional(),
    fixed_width_still: ImageData.partial().optional(),
    fixed_width_downsampled: ImageData.partial().optional(),
  }).optional(),
  custom: Custom.optional(),
})
export type AttachmentRequest = z.infer<typeof AttachmentRequest>
