using System;
using StreamChat.Core.Wire;

namespace StreamChat.Core
{
    /// <summary>How a client is set up.</summary>
    public sealed class StreamClientConfig
    {
        /// <summary>How much is written to the log.</summary>
        public StreamLogLevel LogLevel { get; set; } = StreamLogLevel.Warning;

        /// <summary>
        /// Where lines of the log go; by default to standard error. In Unity: <c>(level, line) => Debug.Log(line)</c>.
        /// </summary>
        public Action<StreamLogLevel, string> Logger { get; set; } = (level, line) => Console.Error.WriteLine($"{level}: {line}");

        /// <summary>Whether a message that is being sent stands in its channel at once, before the server has it.</summary>
        public bool OptimisticMessageInsert { get; set; } = true;

        /// <summary>Where the server is; by default where <c>npm start</c> puts it on this machine.</summary>
        public Uri ServerUri { get; set; } = new Uri("http://127.0.0.1:3030");

        internal Clock Clock { get; set; } = new Clock();
    }
}
