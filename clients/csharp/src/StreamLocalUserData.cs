using System;
using System.Collections.Generic;
using System.Linq;
using StreamChat.Core.Models;
using StreamChat.Core.State;
using StreamChat.Core.StatefulModels;
using StreamChat.Core.Wire;

namespace StreamChat.Core
{
    internal sealed class StreamLocalUserData : IStreamLocalUserData
    {
        private readonly Users _users;
        private volatile OwnUser _data;

        public StreamLocalUserData(Users users, string userId)
        {
            _users = users;
            _data = new OwnUser { Id = userId };
        }

        public OwnUser Data
        {
            get => _data;
            set => _data = value;
        }

        public IStreamUser User => _users.Of(_data);

        public string UserId => _data.Id;

        public int TotalUnreadCount => _data.TotalUnreadCount;

        public int UnreadChannels => _data.UnreadChannels;

        public int UnreadThreads => _data.UnreadThreads;

        public IReadOnlyList<StreamChannelMute> ChannelMutes => _data.ChannelMutes.Select(mute => new StreamChannelMute(mute)).ToArray();

        public IReadOnlyList<StreamUserMute> Mutes => _data.Mutes.Select(mute => new StreamUserMute(mute, _users)).ToArray();

        public Viewer ViewerAt(DateTimeOffset now) =>
            new Viewer { Id = _data.Id, Mutes = _data.Mutes, ChannelMutes = _data.ChannelMutes, Now = now };

        public bool HasMuted(string cid, DateTimeOffset now) =>
            _data.ChannelMutes.Any(mute => mute.Channel.Cid == cid && (mute.Expires == null || mute.Expires > now));

        /// <summary>The totals are what the newest event that carries them says; never counted up here.</summary>
        public void TakeTotals(WireEvent told)
        {
            var total = told.TotalUnreadCount ?? told.UnreadCount;
            if (total == null && told.UnreadChannels == null && told.UnreadThreads == null) return;
            _data = _data.With(copy =>
            {
                copy.TotalUnreadCount = total ?? copy.TotalUnreadCount;
                copy.UnreadChannels = told.UnreadChannels ?? copy.UnreadChannels;
                copy.UnreadThreads = told.UnreadThreads ?? copy.UnreadThreads;
            });
        }
    }
}
