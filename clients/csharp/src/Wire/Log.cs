using System;

namespace StreamChat.Core.Wire
{
    /// <summary>Writes what the app wants to know.</summary>
    internal sealed class Log
    {
        private readonly StreamClientConfig _config;

        public Log(StreamClientConfig config)
        {
            _config = config;
        }

        public void Error(string line, Exception error) => Write(StreamLogLevel.Error, $"{line}: {error}");

        public void Warn(string line) => Write(StreamLogLevel.Warning, line);

        public void Info(string line) => Write(StreamLogLevel.Info, line);

        public void Debug(string line) => Write(StreamLogLevel.Debug, line);

        private void Write(StreamLogLevel level, string line)
        {
            if (_config.LogLevel >= level) _config.Logger?.Invoke(level, line);
        }
    }
}
