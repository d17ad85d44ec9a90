using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Threading.Tasks;
using Newtonsoft.Json.Linq;
using StreamChat.Core.Wire;

namespace StreamChat.TestDriver
{
    /// <summary>Parts of the wire, each alone.</summary>
    public sealed partial class Driver
    {
        private Rest _rest;

        private void AddPartCommands()
        {
            _commands["openRest"] = request => Done(OpenRest(request));
            _commands["rest"] = async request => await _rest.CallAsync<JObject>(
                new HttpMethod((string)request["method"]),
                (string)request["path"],
                request["body"],
                new { text = (string)request["text"], list = request["list"] },
                (bool?)request["mayRepeat"] ?? false);
            _commands["endRest"] = _ =>
            {
                _rest.Dispose();
                return Done(null);
            };
            _commands["path"] = request => Done(Rest.Path($"/channels/{(string)request["type"]}/{(string)request["channelId"]}"));
            _commands["hearing"] = request => Done(Follow((JArray)request["steps"]));
            _commands["backoff"] = request =>
                Done(Backoff.Before((int)request["attempt"], (double)request["chance"]).TotalMilliseconds);
        }

        private object OpenRest(JObject request)
        {
            var config = ConfigOf(request);
            var log = new Log(config);
            var tokens = new Tokens("ann", (string)request["token"], null, new Pump(log), config.Clock);
            _rest = new Rest(config.ServerUri, "key", tokens, config.Clock, log);
            return null;
        }

        /// <summary>Takes the steps, and answers what was passed on and what is to be loaded anew.</summary>
        private static object Follow(JArray steps)
        {
            var passed = new List<string>();
            var anew = new List<string>();
            var hearing = new Hearing(told => passed.Add($"{told.Cid} {told.Parley?.Seq}"), anew.AddRange);
            var isNews = new List<bool>();
            foreach (var step in steps)
            {
                switch ((string)step["do"])
                {
                    case "asking":
                        hearing.Asking();
                        break;
                    case "answered":
                        hearing.Answered();
                        break;
                    case "replaying":
                        hearing.Replaying();
                        break;
                    case "replayed":
                        hearing.Replayed();
                        break;
                    case "load":
                        isNews.Add(hearing.Load((string)step["cid"], Json.FromToken<ChannelPosition>(step["parley"])));
                        break;
                    case "replay":
                        hearing.Pass(Json.FromToken<WireEvent>(step["event"]));
                        break;
                    default:
                        hearing.Hear(Json.FromToken<WireEvent>(step["event"]));
                        break;
                }
            }
            return new { passed, anew, isNews };
        }
    }
}
