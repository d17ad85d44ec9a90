using System.Collections.Generic;
using System.Threading.Tasks;

namespace StreamChat.Core.Wire
{
    /// <summary>What the client believes of the chat. The wire tells it everything in the pump, each event once and in order.</summary>
    internal interface IChat
    {
        /// <summary>The channels that are to be heard again after a lost connection.</summary>
        IEnumerable<string> WatchedCids { get; }

        /// <summary>A connection is up: what the server says of the user.</summary>
        void Connected(OwnUser me);

        void Hear(WireEvent told);

        /// <summary>The user's own read row after a resume: it includes all events up to <paramref name="seq"/>.</summary>
        void TakeOwnRead(string cid, ReadState read, long seq);

        /// <summary>
        /// Something was missed that events cannot repair: the channels are queried and watched again, by
        /// <see cref="Session"/>. Those that are not found any more are lost.
        /// </summary>
        Task LoadAnewAsync(IReadOnlyList<string> cids);

        /// <summary>The user may not read the channel any more.</summary>
        void Lose(string cid);

        /// <summary>The user has been disconnected: what is kept of the chat says nothing any more.</summary>
        void End();
    }
}
