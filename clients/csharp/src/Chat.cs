using System.Collections.Generic;
using System.Threading.Tasks;
using StreamChat.Core.Wire;

namespace StreamChat.Core
{
    /// <summary>What the client believes of the chat, for as long as one user is connected. It changes in the pump alone.</summary>
    internal sealed partial class Chat : IChat
    {
        private readonly HashSet<string> _watched = new HashSet<string>();

        public Chat(Session session, StreamChatClient client)
        {
            Session = session;
            Client = client;
            LocalUserData = new StreamLocalUserData(session.UserId);
        }

        public Session Session { get; }

        public StreamChatClient Client { get; }

        public StreamLocalUserData LocalUserData { get; }

        public IEnumerable<string> WatchedCids => _watched;

        public void Connected(OwnUser me) => LocalUserData.Load(me);

        public void Hear(WireEvent told)
        {
            LocalUserData.Take(told);
        }

        public void TakeOwnRead(string cid, ReadState read, long seq)
        {
        }

        public Task LoadAnewAsync(IReadOnlyList<string> cids) => Task.FromResult(true);

        public void Lose(string cid) => _watched.Remove(cid);

        public void End() => _watched.Clear();
    }
}
