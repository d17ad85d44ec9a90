using StreamChat.Core.Wire;

namespace StreamChat.Core
{
    internal sealed partial class StreamLocalUserData : IStreamLocalUserData
    {
        public StreamLocalUserData(string userId)
        {
            UserId = userId;
        }

        public string UserId { get; }

        public int TotalUnreadCount { get; private set; }

        public int UnreadChannels { get; private set; }

        public int UnreadThreads { get; private set; }

        public void Load(OwnUser me)
        {
            TotalUnreadCount = me.TotalUnreadCount;
            UnreadChannels = me.UnreadChannels;
            UnreadThreads = me.UnreadThreads;
        }

        public void Take(WireEvent told)
        {
            TotalUnreadCount = told.TotalUnreadCount ?? told.UnreadCount ?? TotalUnreadCount;
            UnreadChannels = told.UnreadChannels ?? UnreadChannels;
            UnreadThreads = told.UnreadThreads ?? UnreadThreads;
        }
    }
}
