using System;
using StreamChat.Core.Models;
using StreamChat.Core.Wire;

namespace StreamChat.Core.StatefulModels
{
    internal sealed class StreamChannelMember : IStreamChannelMember
    {
        private readonly Users _users;
        private volatile Member _data;

        public StreamChannelMember(Users users, Member data)
        {
            _users = users;
            _data = data;
        }

        public Member Data
        {
            get => _data;
            set => _data = value;
        }

        public IStreamUser User => _users.Of(_data.User) ?? _users[_data.UserId];

        public string UserId => _data.UserId;

        public string ChannelRole => _data.ChannelRole;

        public bool Invited => _data.Status == "pending" || _data.Status == "rejected";

        public DateTimeOffset? InviteAcceptedAt => _data.InviteAcceptedAt;

        public DateTimeOffset? InviteRejectedAt => _data.InviteRejectedAt;

        public bool Banned => _data.Banned;

        public DateTimeOffset? BanExpires => _data.BanExpires;

        public bool ShadowBanned => _data.ShadowBanned;

        public DateTimeOffset CreatedAt => _data.CreatedAt;

        public DateTimeOffset UpdatedAt => _data.UpdatedAt;

        public IStreamCustomData CustomData => new StreamCustomData(_data.Custom);
    }
}
