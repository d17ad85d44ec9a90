using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using StreamChat.Core.Requests;
using StreamChat.Core.State;
using StreamChat.Core.Wire;

namespace StreamChat.Core.StatefulModels
{
    /// <summary>Sends a channel's messages, one after the other, so that they arrive in the order they were written.</summary>
    internal sealed class Sender
    {
        /// <summary>
        /// How long a message is tried while nobody answers. Then it has failed, and sending it again is the user's choice.
        /// </summary>
        private static readonly TimeSpan TryFor = TimeSpan.FromSeconds(30);

        private readonly object _lock = new object();
        private readonly Chat _chat;
        private readonly StreamChannel _channel;
        private Task _last = Task.CompletedTask;

        public Sender(Chat chat, StreamChannel channel)
        {
            _chat = chat;
            _channel = channel;
        }

        /// <summary>Shows the message at once, and settles it: stored once, whatever gets lost on the way, or failed.</summary>
        public Task<IStreamMessage> SendAsync(StreamSendMessageRequest request)
        {
            var message = Written(request);
            if (_chat.IsOptimistic) _chat.Post(() => _channel.Change(model => Sending.Begin(model, DraftOf(message, request))));
            lock (_lock)
            {
                var turn = SendAfterAsync(_last, message, request.SkipPush);
                _last = turn;
                return turn;
            }
        }

        private async Task<IStreamMessage> SendAfterAsync(Task before, MessageRequest message, bool? skipPush)
        {
            var until = _chat.Clock.Now + TryFor;
            // How the one before ended is its own sender's business.
            await Task.WhenAny(before).ConfigureAwait(false);
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    return await SendOnceAsync(message, skipPush).ConfigureAwait(false);
                }
                catch (Exception error) when (MayPass(error) && !_chat.IsOver && _chat.Clock.Now < until)
                {
                    _chat.Log.Info($"message {message.Id} is sent again: {error.Message}");
                }
                catch
                {
                    await _chat.RunAsync(() => _channel.Change(model => Sending.Failed(model, message.Id))).ConfigureAwait(false);
                    throw;
                }
                await Task.Delay(_chat.Clock.Real(Backoff.Before(attempt, _chat.Clock.Chance()))).ConfigureAwait(false);
            }
        }

        private async Task<IStreamMessage> SendOnceAsync(MessageRequest message, bool? skipPush)
        {
            Message stored;
            try
            {
                var body = new SendMessageRequest { Message = message, SkipPush = skipPush };
                var path = Chat.AddressOf(_channel.Cid) + "/message";
                stored = (await _chat.CallAsync<SendMessageResponse>(HttpMethod.Post, path, body).ConfigureAwait(false)).Message;
            }
            catch (StreamApiException error) when (IsAlreadyThere(error))
            {
                // An earlier attempt came through and its answer was lost: the message is as the server has it.
                stored = await FindOwnAsync(message.Id).ConfigureAwait(false);
                if (stored == null) throw;
            }
            return await _chat.RunAsync(() => Settle(stored)).ConfigureAwait(false);
        }

        private IStreamMessage Settle(Message stored)
        {
            _channel.Change(model => Sending.Sent(model, stored));
            return _chat.Messages.Of(stored);
        }

        private async Task<Message> FindOwnAsync(string id)
        {
            var answer = await _chat.CallAsync<GetMessageResponse>(HttpMethod.Get, Rest.Path($"/messages/{id}")).ConfigureAwait(false);
            var isOwn = answer.Message.Cid == _channel.Cid && answer.Message.User.Id == _chat.UserId;
            return isOwn ? answer.Message : null;
        }

        private MessageRequest Written(StreamSendMessageRequest request) => new MessageRequest
        {
            Id = request.Id ?? $"{_chat.UserId}-{Guid.NewGuid()}",
            Text = request.Text,
            Attachments = request.Attachments?.Select(each => each.ToRequest()).ToList(),
            MentionedUsers = request.MentionedUsers?.Select(user => user.Id).ToList(),
            ParentId = request.ParentId,
            ShowInChannel = request.ShowInChannel,
            QuotedMessageId = request.QuotedMessage?.Id,
            Pinned = request.Pinned,
            PinExpires = request.PinExpires,
            Silent = request.Silent,
            Custom = Json.ToTokens(request.CustomData)
        };

        /// <summary>What a message has that nobody has reacted to yet.</summary>
        private Message DraftOf(MessageRequest message, StreamSendMessageRequest request)
        {
            var now = _chat.Clock.Now;
            return new Message
            {
                Id = message.Id,
                Cid = _channel.Cid,
                Type = message.ParentId == null ? "regular" : "reply",
                Text = message.Text ?? "",
                User = _chat.LocalUserData.Data,
                Attachments = Json.FromToken<List<Attachment>>(Json.ToToken(message.Attachments)) ?? new List<Attachment>(),
                MentionedUsers = (request.MentionedUsers ?? new List<IStreamUser>()).Select(user => ((StreamUser)user).Data).ToList(),
                ReactionCounts = new Dictionary<string, int>(),
                ReactionScores = new Dictionary<string, int>(),
                ParentId = message.ParentId,
                ShowInChannel = message.ShowInChannel,
                QuotedMessageId = message.QuotedMessageId,
                QuotedMessage = (request.QuotedMessage as StreamMessage)?.Local.Data,
                Silent = message.Silent ?? false,
                Custom = message.Custom,
                CreatedAt = now,
                UpdatedAt = now
            };
        }

        private static bool MayPass(Exception error) => error is StreamConnectionException || (error as StreamApiException)?.MayPass == true;

        private static bool IsAlreadyThere(StreamApiException error) =>
            error.Code == StreamApiException.InputCode && error.ErrorMessage.Contains("already exists");
    }
}
