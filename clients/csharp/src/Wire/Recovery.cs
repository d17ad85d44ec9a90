using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;

namespace StreamChat.Core.Wire
{
    /// <summary>Catches up after a lost connection: by resume, and where the server does not know that, by sync.</summary>
    internal sealed class Recovery
    {
        private const int MaxResumed = 255;
        private const int MaxSynced = 100;

        private readonly Session _session;
        private readonly Clock _clock;

        /// <summary>What is not caught up yet begins here. It stays while one connection after the other is lost.</summary>
        private DateTimeOffset? _since;

        public Recovery(Session session, Clock clock)
        {
            _session = session;
            _clock = clock;
        }

        /// <summary>Goes on until all is caught up, or until that connection is lost too. To be called in the pump.</summary>
        public async void Begin(string connectionId, DateTimeOffset lastHeardAt)
        {
            var since = _since ?? lastHeardAt;
            _since = since;
            for (var attempt = 0; _session.ConnectionId == connectionId; attempt++)
            {
                try
                {
                    await CatchUpAsync(connectionId, since).ConfigureAwait(false);
                    await _session.Pump.RunAsync(() => CaughtUp(connectionId)).ConfigureAwait(false);
                    _session.Log.Info("caught up after a lost connection");
                    return;
                }
                catch (StreamApiException error) when (error.Code == StreamApiException.ConnectionNotFoundCode)
                {
                    await _session.Pump.RunAsync(() => _session.GiveUp(connectionId)).ConfigureAwait(false);
                    return;
                }
                catch (StreamApiException error) when (!error.MayPass)
                {
                    _session.Log.Error("could not catch up after a lost connection", error);
                    return;
                }
                catch (Exception error)
                {
                    _session.Log.Warn($"could not catch up yet: {error.Message}");
                }
                await Task.Delay(_clock.Real(Backoff.Before(attempt, _clock.Chance()))).ConfigureAwait(false);
            }
        }

        private void CaughtUp(string connectionId)
        {
            if (_session.ConnectionId == connectionId) _since = null;
        }

        private async Task CatchUpAsync(string connectionId, DateTimeOffset lastHeardAt)
        {
            var watched = await _session.Pump.RunAsync(() => _session.Chat.WatchedCids.ToList()).ConfigureAwait(false);
            if (watched.Count == 0) return;
            var isResumed = await ResumeAsync(watched, connectionId).ConfigureAwait(false);
            if (!isResumed) await SyncAsync(watched, connectionId, lastHeardAt).ConfigureAwait(false);
            var missing = await _session.Pump.RunAsync(() => StillWatched(watched)
                .Where(cid => !isResumed || !_session.Hearing.Knows(cid)).ToList()).ConfigureAwait(false);
            if (missing.Count > 0) await _session.Chat.LoadAnewAsync(missing).ConfigureAwait(false);
        }

        private IEnumerable<string> StillWatched(List<string> watched) => _session.Chat.WatchedCids.Intersect(watched);

        /// <summary>What was missed comes down the socket, in order. False if the server does not know how.</summary>
        private async Task<bool> ResumeAsync(List<string> watched, string connectionId)
        {
            var positions = await _session.Pump.RunAsync(() => _session.Hearing.PositionsOf(watched)).ConfigureAwait(false);
            foreach (var part in Parts(positions.ToList(), MaxResumed))
            {
                var body = new ResumeRequest { Channels = part.ToDictionary(each => each.Key, each => each.Value) };
                var query = new { connection_id = connectionId };
                ResumeResponse answer;
                try
                {
                    answer = await _session.Rest.CallAsync<ResumeResponse>(HttpMethod.Post, "/parley/v1/resume", body, query)
                        .ConfigureAwait(false);
                }
                catch (StreamApiException error) when (error.StatusCode == 404 || error.StatusCode == 405)
                {
                    return false;
                }
                await _session.Pump.RunAsync(() => Take(answer)).ConfigureAwait(false);
            }
            return true;
        }

        private void Take(ResumeResponse answer)
        {
            foreach (var channel in answer.Resumed.Where(each => each.Read != null))
            {
                _session.Chat.TakeOwnRead(channel.Cid, channel.Read, channel.Seq);
            }
            foreach (var channel in answer.Reset)
            {
                _session.Hearing.Forget(channel.Cid);
                // Who lost their access is told nothing more of the channel.
                if (channel.Reason == "no_access") _session.Chat.Lose(channel.Cid);
            }
        }

        /// <summary>The documented way: what happened is told by sync, and what came of it by the queries that follow.</summary>
        private async Task SyncAsync(List<string> watched, string connectionId, DateTimeOffset lastHeardAt)
        {
            await _session.Pump.RunAsync(_session.Hearing.Replaying).ConfigureAwait(false);
            try
            {
                foreach (var part in Parts(watched, MaxSynced))
                {
                    var body = new SyncRequest { ChannelCids = part, LastSyncAt = lastHeardAt, Watch = true };
                    var events = await AskSyncAsync(body, connectionId).ConfigureAwait(false);
                    await _session.Pump.RunAsync(() => Take(events, lastHeardAt)).ConfigureAwait(false);
                }
            }
            finally
            {
                await _session.Pump.RunAsync(_session.Hearing.Replayed).ConfigureAwait(false);
            }
        }

        /// <summary>Sync tells at least once, and begins a little earlier than it was asked to.</summary>
        private void Take(List<WireEvent> events, DateTimeOffset lastHeardAt)
        {
            foreach (var told in events)
            {
                var hasPlace = Hearing.IsStored(told) && _session.Hearing.Knows(told.Cid);
                if (hasPlace || told.CreatedAt > lastHeardAt) _session.Hearing.Pass(told);
            }
        }

        private async Task<List<WireEvent>> AskSyncAsync(SyncRequest body, string connectionId)
        {
            try
            {
                var query = new { connection_id = connectionId };
                var answer = await _session.Rest.CallAsync<SyncResponse>(HttpMethod.Post, "/sync", body, query, mayRepeat: true)
                    .ConfigureAwait(false);
                return answer.Events;
            }
            catch (StreamApiException error) when (error.Code == StreamApiException.InputCode)
            {
                // Too much has happened, or too long ago: the queries tell what came of it.
                return new List<WireEvent>();
            }
        }

        private static IEnumerable<List<T>> Parts<T>(List<T> items, int size)
        {
            for (var start = 0; start < items.Count; start += size) yield return items.GetRange(start, Math.Min(size, items.Count - start));
        }
    }
}
