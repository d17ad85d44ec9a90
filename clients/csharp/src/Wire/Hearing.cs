using System;
using System.Collections.Generic;
using System.Linq;

namespace StreamChat.Core.Wire
{
    /// <summary>
    /// Puts what is heard in order, and passes nothing twice: every stored event has its place in its channel. What overtakes the
    /// answer that begins a channel is held until that answer is there. All of it happens in the pump.
    /// </summary>
    internal sealed class Hearing
    {
        /// <summary>More events than this during one query: then their channels are loaded anew.</summary>
        private const int MaxHeld = 1000;

        private readonly Dictionary<string, ChannelPosition> _positions = new Dictionary<string, ChannelPosition>();
        private readonly HashSet<string> _overflowed = new HashSet<string>();
        private readonly Action<WireEvent> _pass;
        private readonly Action<IReadOnlyList<string>> _loadAnew;
        private List<WireEvent> _held = new List<WireEvent>();
        private int _queries;
        private int _replays;

        public Hearing(Action<WireEvent> pass, Action<IReadOnlyList<string>> loadAnew)
        {
            _pass = pass;
            _loadAnew = loadAnew;
        }

        /// <summary>The server's time of what was last heard over a socket.</summary>
        public DateTimeOffset LastHeardAt { get; private set; }

        /// <summary>An event from the socket.</summary>
        public void Hear(WireEvent told)
        {
            if (told.CreatedAt > LastHeardAt) LastHeardAt = told.CreatedAt.Value;
            var isHeld = IsStored(told) && (_replays > 0 || (_queries > 0 && !_positions.ContainsKey(told.Cid)));
            if (!isHeld) Pass(told);
            else if (_held.Count < MaxHeld) _held.Add(told);
            else _overflowed.Add(told.Cid);
        }

        /// <summary>Passes an event on, unless it is known already or belongs to another history.</summary>
        public void Pass(WireEvent told)
        {
            if (IsStored(told) && _positions.TryGetValue(told.Cid, out var known))
            {
                if (told.Parley.Epoch != known.Epoch)
                {
                    Forget(told.Cid);
                    _loadAnew(new[] { told.Cid });
                    return;
                }
                if (told.Parley.Seq <= known.Seq) return;
                _positions[told.Cid] = new ChannelPosition
                {
                    Epoch = known.Epoch,
                    Seq = told.Parley.Seq.Value,
                    At = told.Parley.At ?? told.CreatedAt ?? known.At
                };
            }
            _pass(told);
        }

        /// <summary>Takes the place of a channel from an answer. False if events have told more than the answer knows.</summary>
        public bool Load(string cid, ChannelPosition position)
        {
            var isKnown = _positions.TryGetValue(cid, out var known) && known.Epoch == position.Epoch;
            if (isKnown && position.Seq < known.Seq) return false;
            _positions[cid] = position;
            return true;
        }

        /// <summary>Nothing that follows continues what is known of the channel.</summary>
        public void Forget(string cid) => _positions.Remove(cid);

        public bool Knows(string cid) => _positions.ContainsKey(cid);

        public Dictionary<string, ChannelPosition> PositionsOf(IEnumerable<string> cids) =>
            cids.Where(Knows).ToDictionary(cid => cid, cid => _positions[cid]);

        /// <summary>A query of channels is under way. To be ended by <see cref="Answered"/>.</summary>
        public void Asking() => _queries++;

        /// <summary>What was missed is being asked for, and comes before all that is heard. To be ended by <see cref="Replayed"/>.</summary>
        public void Replaying() => _replays++;

        public void Answered()
        {
            _queries--;
            Release();
        }

        public void Replayed()
        {
            _replays--;
            Release();
        }

        public static bool IsStored(WireEvent told)
        {
            // A notification tells of a stored event to those who do not watch: it says nothing of what else they missed.
            return told.Parley?.Seq != null && told.Cid != null && !told.Type.StartsWith("notification.");
        }

        private void Release()
        {
            if (_replays > 0) return;
            var held = _held;
            _held = new List<WireEvent>();
            // While other queries are under way, channels whose answer is not there go on waiting.
            foreach (var told in held)
            {
                if (_queries > 0 && !Knows(told.Cid)) _held.Add(told);
                else Pass(told);
            }
            if (_queries > 0 || _overflowed.Count == 0) return;
            var cids = _overflowed.ToList();
            _overflowed.Clear();
            cids.ForEach(Forget);
            _loadAnew(cids);
        }
    }
}
