using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading.Tasks;
using StreamChat.Core.Models;
using StreamChat.Core.Wire;

namespace StreamChat.Core.StatefulModels
{
    internal sealed class StreamUser : IStreamUser
    {
        private readonly Chat _chat;
        private volatile User _data;
        private volatile User _presence;

        public StreamUser(Chat chat, User data)
        {
            _chat = chat;
            _data = data;
            _presence = data;
        }

        public event StreamUserPresenceHandler PresenceChanged;

        public User Data
        {
            get => _data;
            set => _data = value;
        }

        public string Id => _data.Id;

        public string Name => _data.Name;

        public string Image => _data.Image;

        public string Role => _data.Role;

        public string Language => _data.Language;

        public bool Online => _presence.Online;

        public DateTimeOffset? LastActive => _presence.LastActive;

        public bool Banned => _data.Banned;

        public IReadOnlyList<string> Teams => _data.Teams;

        public DateTimeOffset CreatedAt => _data.CreatedAt;

        public DateTimeOffset UpdatedAt => _data.UpdatedAt;

        public DateTimeOffset? DeletedAt => _data.DeletedAt;

        public IStreamCustomData CustomData => new StreamCustomData(_data.Custom);

        public void TakePresence(User data) => _presence = data;

        public void TellPresence() => PresenceChanged?.Invoke(this, Online, LastActive);

        public Task MuteAsync(int? timeoutMinutes = null) => _chat.CallAsync<MuteResponse>(
            HttpMethod.Post, "/moderation/mute", new MuteRequest { TargetId = Id, Timeout = timeoutMinutes });

        public Task UnmuteAsync() => _chat.CallAsync<UnmuteResponse>(
            HttpMethod.Post, "/moderation/unmute", new UnmuteRequest { TargetId = Id });

        public Task MarkInvisibleAsync() => SetInvisibleAsync(true);

        public Task MarkVisibleAsync() => SetInvisibleAsync(false);

        private Task SetInvisibleAsync(bool isInvisible) => _chat.CallAsync<UpdateUsersPartialResponse>(
            new HttpMethod("PATCH"), "/users", new { users = new[] { new { id = Id, set = new { invisible = isInvisible } } } });
    }
}
