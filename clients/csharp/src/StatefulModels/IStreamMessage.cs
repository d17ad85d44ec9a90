using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using StreamChat.Core.Models;
using StreamChat.Core.Requests;

namespace StreamChat.Core.StatefulModels
{
    /// <summary>A message. There is one object per message, and its properties follow what the server tells.</summary>
    public interface IStreamMessage
    {
        /// <summary>The message's id.</summary>
        string Id { get; }

        /// <summary>The channel the message stands in, as <c>type:id</c>.</summary>
        string Cid { get; }

        /// <summary>What was written; empty once the message is deleted.</summary>
        string Text { get; }

        /// <summary>
        /// What kind of message it is: <c>regular</c>, <c>reply</c>, <c>system</c>, <c>deleted</c>, <c>ephemeral</c> or <c>error</c>.
        /// </summary>
        string Type { get; }

        /// <summary>Who wrote it.</summary>
        IStreamUser User { get; }

        /// <summary>When it was sent.</summary>
        DateTimeOffset CreatedAt { get; }

        /// <summary>When it last changed.</summary>
        DateTimeOffset UpdatedAt { get; }

        /// <summary>When it was deleted; null while it stands.</summary>
        DateTimeOffset? DeletedAt { get; }

        /// <summary>Whether it was deleted, for everybody or for the local user.</summary>
        bool IsDeleted { get; }

        /// <summary>Whether it stands on this client alone so far: the server has neither stored nor refused it.</summary>
        bool IsSending { get; }

        /// <summary>Whether the server has refused it, or could not be reached.</summary>
        bool IsFailed { get; }

        /// <summary>The message whose thread it belongs to; null if it is no reply.</summary>
        string ParentId { get; }

        /// <summary>Whether a reply is shown in the channel as well.</summary>
        bool ShowInChannel { get; }

        /// <summary>How many replies its thread has.</summary>
        int ReplyCount { get; }

        /// <summary>The replies that <see cref="LoadRepliesAsync"/> has loaded, and those that came since, oldest first.</summary>
        IReadOnlyList<IStreamMessage> Replies { get; }

        /// <summary>Pictures, files and links that go with it.</summary>
        IReadOnlyList<StreamAttachment> Attachments { get; }

        /// <summary>Who is mentioned in it.</summary>
        IReadOnlyList<IStreamUser> MentionedUsers { get; }

        /// <summary>How many reactions of each type it has.</summary>
        IReadOnlyDictionary<string, int> ReactionCounts { get; }

        /// <summary>The sum of the scores of each type of reaction.</summary>
        IReadOnlyDictionary<string, int> ReactionScores { get; }

        /// <summary>The newest reactions.</summary>
        IReadOnlyList<StreamReaction> LatestReactions { get; }

        /// <summary>The local user's reactions.</summary>
        IReadOnlyList<StreamReaction> OwnReactions { get; }

        /// <summary>The message it quotes; null if it quotes none.</summary>
        IStreamMessage QuotedMessage { get; }

        /// <summary>Whether it is pinned in the channel.</summary>
        bool Pinned { get; }

        /// <summary>When it was pinned.</summary>
        DateTimeOffset? PinnedAt { get; }

        /// <summary>Who has pinned it.</summary>
        IStreamUser PinnedBy { get; }

        /// <summary>When the pin ends; null if it does not end by itself.</summary>
        DateTimeOffset? PinExpires { get; }

        /// <summary>Whether it raises nobody's unread number.</summary>
        bool Silent { get; }

        /// <summary>Whether only its author sees it.</summary>
        bool Shadowed { get; }

        /// <summary>The fields that the app has added.</summary>
        IStreamCustomData CustomData { get; }

        /// <summary>Replaces what the message says. What the request leaves out is removed.</summary>
        /// <param name="streamUpdateMessageRequest">What the message says from now on.</param>
        Task UpdateAsync(StreamUpdateMessageRequest streamUpdateMessageRequest);

        /// <summary>Deletes the message for everybody; a stub remains where it stood.</summary>
        Task SoftDeleteAsync();

        /// <summary>Removes the message and its replies without a trace. Usually only the app's own server may.</summary>
        Task HardDeleteAsync();

        /// <summary>Pins the message in the channel.</summary>
        /// <param name="expiresAt">When the pin ends; null if it stays.</param>
        Task PinAsync(DateTimeOffset? expiresAt = null);

        /// <summary>Takes the pin away.</summary>
        Task UnpinAsync();

        /// <summary>Reacts to the message. A reaction of the same type is replaced.</summary>
        /// <param name="type">The type, such as <c>like</c>.</param>
        /// <param name="score">How often, as in claps.</param>
        /// <param name="enforceUnique">Whether it takes the place of all of the local user's other reactions to the message.</param>
        /// <param name="skipMobilePushNotifications">Whether nobody is to be notified on their phone.</param>
        Task SendReactionAsync(string type, int score = 1, bool enforceUnique = false, bool skipMobilePushNotifications = false);

        /// <summary>Takes the local user's reaction of this type back.</summary>
        /// <param name="type">The type.</param>
        Task DeleteReactionAsync(string type);

        /// <summary>Loads the next older page of the thread into <see cref="Replies"/>; the newest page first.</summary>
        /// <returns>The replies that were added; none once the thread's beginning is reached.</returns>
        Task<IReadOnlyList<IStreamMessage>> LoadRepliesAsync();

        /// <summary>Marks the channel as read up to this message.</summary>
        Task MarkMessageAsLastReadAsync();

        /// <summary>Marks the thread of this message as read.</summary>
        Task MarkThreadAsReadAsync();
    }
}
