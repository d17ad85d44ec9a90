using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using StreamChat.Core;
using StreamChat.Core.Wire;
using StreamChat.Libs.Auth;

namespace StreamChat.TestDriver
{
    /// <summary>What drives the wire alone: a session whose chat believes nothing, and tells all that it hears.</summary>
    public sealed partial class Driver
    {
        private Session _session;

        private void AddWireCommands()
        {
            _commands["openSession"] = async request =>
            {
                var config = ConfigOf(request);
                _clock = config.Clock;
                var log = new Log(config);
                var pump = new Pump(log);
                var token = (string)request["token"];
                var provider = token == null ? new AskingProvider(this) : null;
                var tokens = new Tokens((string)request["userId"], token, provider, pump, config.Clock);
                var listener = new TellingListener(this);
                _session = new Session(config, (string)request["apiKey"], (string)request["userId"], tokens, listener, pump, log);
                await _session.OpenAsync(new TellingChat(this));
                return null;
            };
            _commands["watch"] = request => WatchAsync((string)request["cid"]);
            _commands["call"] = async request => await _session.CallAsync<JObject>(
                new HttpMethod((string)request["method"]), (string)request["path"], request["body"]);
        }

        private Task<object> WatchAsync(string cid)
        {
            var type = cid.Split(':')[0];
            var id = cid.Substring(type.Length + 1);
            return _session.WatchAsync(
                connection => _session.CallAsync<ChannelState>(
                    HttpMethod.Post,
                    Rest.Path($"/channels/{type}/{id}/query"),
                    new GetOrCreateChannelRequest { Watch = true, State = true },
                    new { connection_id = connection },
                    mayRepeat: true),
                state =>
                {
                    ((TellingChat)_session.Chat).Watched.Add(cid);
                    var isNews = _session.Hearing.Load(cid, state.Parley);
                    var texts = state.Messages.Select(message => message.Text);
                    return (object)new { isNews, epoch = state.Parley.Epoch, seq = state.Parley.Seq, texts };
                });
        }

        private sealed class TellingListener : ISessionListener
        {
            private readonly Driver _driver;

            public TellingListener(Driver driver)
            {
                _driver = driver;
            }

            public void StateChanged(Session session, ConnectionState previous, ConnectionState current) =>
                _driver.Tell("State", new { state = current.ToString() });

            public void Up(Session session) => _driver.Tell("Up");

            public void GivenUp(Session session, Exception error) => _driver.Tell("GivenUp", Describe(error));
        }

        private sealed class TellingChat : IChat
        {
            private readonly Driver _driver;

            public TellingChat(Driver driver)
            {
                _driver = driver;
            }

            public HashSet<string> Watched { get; } = new HashSet<string>();

            public IEnumerable<string> WatchedCids => Watched;

            public void Connected(OwnUser me) => _driver.Tell("Me", new { id = me.Id, unread = me.TotalUnreadCount });

            public void Hear(WireEvent told)
            {
                var text = told.Message?.Text;
                _driver.Tell("Heard", new { type = told.Type, cid = told.Cid, text, seq = told.Parley?.Seq, custom = told.Custom });
            }

            public void TakeOwnRead(string cid, ReadState read, long seq) =>
                _driver.Tell("OwnRead", new { cid, seq, unread = read.UnreadMessages });

            public async Task LoadAnewAsync(IReadOnlyList<string> cids)
            {
                foreach (var cid in cids) _driver.Tell("Loaded", new { cid, state = await _driver.WatchAsync(cid) });
            }

            public void Lose(string cid)
            {
                Watched.Remove(cid);
                _driver.Tell("Lost", new { cid });
            }

            public void End() => _driver.Tell("End");
        }
    }
}
