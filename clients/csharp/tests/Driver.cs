using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using StreamChat.Core;

namespace StreamChat.TestDriver
{
    /// <summary>
    /// A client that a test drives: a line of JSON names a command, another answers it, and what the client raises is a line as well.
    /// <code>
    /// > {"id":1,"command":"connect","apiKey":"…","userId":"ann","token":"…"}
    /// &lt; {"event":"Connected","userId":"ann"}
    /// &lt; {"id":1,"result":{"userId":"ann"}}
    /// </code>
    /// </summary>
    public sealed partial class Driver
    {
        private readonly Dictionary<string, Func<JObject, Task<object>>> _commands =
            new Dictionary<string, Func<JObject, Task<object>>>();
        private readonly object _output = new object();

        public static void Main()
        {
            var driver = new Driver();
            driver.AddConnectionCommands();
            driver.AddWireCommands();
            driver.AddPartCommands();
            driver.AddThreadCommands();
            driver.AddChatCommands();
            driver.AddBeliefCommands();
            string line;
            while ((line = Console.In.ReadLine()) != null) driver.Obey(JObject.Parse(line));
        }

        private async void Obey(JObject request)
        {
            var id = request["id"];
            try
            {
                var result = await _commands[(string)request["command"]](request).ConfigureAwait(false);
                Print(new { id, result });
            }
            catch (Exception error)
            {
                Print(new { id, error = Describe(error) });
            }
        }

        /// <summary>Tells the test what the client has raised.</summary>
        private void Tell(string name, object with = null)
        {
            var told = with == null ? new JObject() : JObject.FromObject(with);
            told.AddFirst(new JProperty("event", name));
            Print(told);
        }

        private void Print(object line)
        {
            lock (_output)
            {
                Console.Out.WriteLine(JsonConvert.SerializeObject(line));
                Console.Out.Flush();
            }
        }

        private static object Describe(Exception error)
        {
            var refusal = error as StreamApiException;
            return new
            {
                type = error.GetType().Name,
                message = error.Message,
                code = refusal?.Code,
                status = refusal?.StatusCode,
                errorMessage = refusal?.ErrorMessage,
                moreInfo = refusal?.MoreInfo
            };
        }
    }
}
