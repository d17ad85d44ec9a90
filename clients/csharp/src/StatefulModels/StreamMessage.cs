using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using StreamChat.Core.Models;
using StreamChat.Core.Requests;
using StreamChat.Core.State;
using StreamChat.Core.Wire;

namespace StreamChat.Core.StatefulModels
{
    internal sealed class StreamMessage : IStreamMessage
    {
        private static readonly Dictionary<string, int> NoCounts = new Dictionary<string, int>();

        private readonly Chat _chat;
        private volatile LocalMessage _local;

        public StreamMessage(Chat chat, LocalMessage local)
        {
            _chat = chat;
            _local = local;
        }

        public LocalMessage Local
        {
            get => _local;
            set => _local = value;
        }

        /// <summary>Whether the app has been told of it: by an event, or as part of what it asked for.</summary>
        public bool IsTold { get; set; }

        public string Id => Data.Id;

        public string Cid => Data.Cid;

        public string Text => Data.Text;

        public string Type => Data.Type;

        public IStreamUser User => _chat.Users.Of(Data.User);

        public DateTimeOffset CreatedAt => Data.CreatedAt;

        public DateTimeOffset UpdatedAt => Data.UpdatedAt;

        public DateTimeOffset? DeletedAt => Data.DeletedAt;

        public bool IsDeleted => _local.IsDeleted;

        public bool IsSending => _local.Status == SendStatus.Sending;

        public bool IsFailed => _local.Status == SendStatus.Failed;

        public string ParentId => Data.ParentId;

        public bool ShowInChannel => Data.ShowInChannel == true;

        public int ReplyCount => Data.ReplyCount;

        public IReadOnlyList<IStreamMessage> Replies => _chat.ChannelOf(Cid)?.RepliesOf(Id) ?? new StreamMessage[0];

        public IReadOnlyList<StreamAttachment> Attachments => Data.Attachments.Select(StreamAttachment.Of).ToArray();

        public IReadOnlyList<IStreamUser> MentionedUsers => _chat.Users.Of(Data.MentionedUsers);

        public IReadOnlyDictionary<string, int> ReactionCounts => Data.ReactionCounts ?? NoCounts;

        public IReadOnlyDictionary<string, int> ReactionScores => Data.ReactionScores ?? NoCounts;

        public IReadOnlyList<StreamReaction> LatestReactions => Reactions(Data.LatestReactions);

        public IReadOnlyList<StreamReaction> OwnReactions => Reactions(Data.OwnReactions);

        public IStreamMessage QuotedMessage => Data.QuotedMessage == null ? null : _chat.Messages.Of(Data.QuotedMessage);

        public bool Pinned => Data.Pinned;

        public DateTimeOffset? PinnedAt => Data.PinnedAt;

        public IStreamUser PinnedBy => _chat.Users.Of(Data.PinnedBy);

        public DateTimeOffset? PinExpires => Data.PinExpires;

        public bool Silent => Data.Silent;

        public bool Shadowed => Data.Shadowed;

        public IStreamCustomData CustomData => new StreamCustomData(Data.Custom);

        private Message Data => _local.Data;

        private string Address => Rest.Path($"/messages/{Id}");

        public async Task UpdateAsync(StreamUpdateMessageRequest streamUpdateMessageRequest)
        {
            var request = streamUpdateMessageRequest ?? throw new ArgumentNullException(nameof(streamUpdateMessageRequest));
            var message = new MessageRequest
            {
                Text = request.Text,
                Attachments = request.Attachments?.Select(each => each.ToRequest()).ToList(),
                MentionedUsers = request.MentionedUsers?.Select(user => user.Id).ToList(),
                Custom = Json.ToTokens(request.CustomData)
            };
            await ChangeAsync(HttpMethod.Post, Address, new UpdateMessageRequest { Message = message }).ConfigureAwait(false);
        }

        public Task SoftDeleteAsync() => ChangeAsync(HttpMethod.Delete, Address, null);

        public Task HardDeleteAsync() => _chat.CallAsync<DeleteMessageResponse>(HttpMethod.Delete, Address, null, new { hard = true });

        public Task PinAsync(DateTimeOffset? expiresAt = null) => ChangeAsync(
            HttpMethod.Put, Address, new { set = new { pinned = true, pin_expires = expiresAt } });

        public Task UnpinAsync() => ChangeAsync(HttpMethod.Put, Address, new { set = new { pinned = false } });

        public async Task SendReactionAsync(
            string type, int score = 1, bool enforceUnique = false, bool skipMobilePushNotifications = false)
        {
            var body = new SendReactionRequest
            {
                Reaction = new ReactionRequest { Type = type, Score = score },
                EnforceUnique = enforceUnique,
                SkipPush = skipMobilePushNotifications
            };
            await ChangeAsync(HttpMethod.Post, Address + "/reaction", body).ConfigureAwait(false);
        }

        public Task DeleteReactionAsync(string type) =>
            ChangeAsync(HttpMethod.Delete, Address + Rest.Path($"/reaction/{type}"), null);

        public async Task<IReadOnlyList<IStreamMessage>> LoadRepliesAsync()
        {
            var channel = await _chat.KnownChannelAsync(Cid).ConfigureAwait(false);
            return await channel.LoadRepliesAsync(Id, channel.OldestReply(Id)).ConfigureAwait(false);
        }

        public Task MarkMessageAsLastReadAsync() => _chat.CallAsync<MarkReadResponse>(
            HttpMethod.Post, Chat.AddressOf(Cid) + "/read", new MarkReadRequest { MessageId = Id });

        public Task MarkThreadAsReadAsync() => _chat.CallAsync<MarkReadResponse>(
            HttpMethod.Post, Chat.AddressOf(Cid) + "/read", new MarkReadRequest { ThreadId = ParentId ?? Id });

        // The event tells the same and comes anyway where the channel is watched; what is not watched learns of it here.
        private Task ChangeAsync(HttpMethod method, string address, object body) => _chat.QueryListsAsync(
            () => _chat.CallAsync<GetMessageResponse>(method, address, body), answer => _chat.TakeChanged(answer.Message));

        private StreamReaction[] Reactions(List<Reaction> list) => list.Select(each => new StreamReaction(each, _chat.Users)).ToArray();
    }
}
