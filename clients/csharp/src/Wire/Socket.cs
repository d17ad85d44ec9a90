using System;
using System.IO;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Newtonsoft.Json;

namespace StreamChat.Core.Wire
{
    /// <summary>One WebSocket, from the dialling to its end. What it hears and how it ends is told in the pump, in order.</summary>
    internal sealed class Socket
    {
        /// <summary>So many events wait for the pump at most: then the server waits, too.</summary>
        private const int MaxWaiting = 1000;

        private const int MaxFrameBytes = 16 * 1024 * 1024;
        private static readonly TimeSpan GoodbyeWithin = TimeSpan.FromSeconds(1);

        private readonly ClientWebSocket _socket = new ClientWebSocket();
        private readonly CancellationTokenSource _end = new CancellationTokenSource();
        private readonly SemaphoreSlim _room = new SemaphoreSlim(MaxWaiting);
        private readonly SemaphoreSlim _sending = new SemaphoreSlim(1);
        private readonly Pump _pump;
        private readonly Log _log;
        private readonly Action<WireEvent> _heard;
        private readonly Action<string> _closed;

        /// <summary>Dials. <paramref name="closed"/> is told why, once and last.</summary>
        public Socket(Uri address, Pump pump, Log log, Action<WireEvent> heard, Action<string> closed)
        {
            _pump = pump;
            _log = log;
            _heard = heard;
            _closed = closed;
            Task.Run(() => LiveAsync(address));
        }

        /// <summary>How the server has closed it, if it has.</summary>
        public int? CloseCode => (int?)_socket.CloseStatus;

        /// <summary>Sends unless it is closed: then whoever listens is told so anyway.</summary>
        public async void Send(string text)
        {
            var bytes = new ArraySegment<byte>(Encoding.UTF8.GetBytes(text));
            try
            {
                await _sending.WaitAsync(_end.Token).ConfigureAwait(false);
                await _socket.SendAsync(bytes, WebSocketMessageType.Text, true, _end.Token).ConfigureAwait(false);
                _sending.Release();
            }
            catch (Exception)
            {
                _end.Cancel();
            }
        }

        /// <summary>Breaks it off, without a word.</summary>
        public void Abort() => _end.Cancel();

        /// <summary>Says goodbye, and waits a moment for the answer.</summary>
        public async Task CloseAsync()
        {
            try
            {
                using (var patience = new CancellationTokenSource(GoodbyeWithin))
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", patience.Token).ConfigureAwait(false);
                    await Task.Delay(GoodbyeWithin, _end.Token).ConfigureAwait(false);
                }
            }
            catch (Exception)
            {
                // It is closed already, or cannot be: either way it ends here.
            }
            _end.Cancel();
        }

        private async Task LiveAsync(Uri address)
        {
            string why;
            try
            {
                await _socket.ConnectAsync(address, _end.Token).ConfigureAwait(false);
                await ReadAsync().ConfigureAwait(false);
                why = $"the socket was closed with {CloseCode}";
            }
            catch (Exception error)
            {
                why = $"the socket broke: {error.GetBaseException().Message}";
            }
            _end.Cancel();
            _pump.Post(() => _closed(why));
            _socket.Dispose();
        }

        private async Task ReadAsync()
        {
            var buffer = new ArraySegment<byte>(new byte[16 * 1024]);
            var frame = new MemoryStream();
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer, _end.Token).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close) return;
                frame.Write(buffer.Array, 0, part.Count);
                if (frame.Length > MaxFrameBytes) throw new InvalidDataException("a frame is too large");
                if (!part.EndOfMessage) continue;
                var told = Read(Encoding.UTF8.GetString(frame.GetBuffer(), 0, (int)frame.Length));
                frame.SetLength(0);
                if (told == null) continue;
                await _room.WaitAsync(_end.Token).ConfigureAwait(false);
                _pump.Post(() =>
                {
                    _room.Release();
                    _heard(told);
                });
            }
        }

        private WireEvent Read(string text)
        {
            try
            {
                return Frames.Read(text);
            }
            catch (Exception error) when (error is JsonException || error is ArgumentException)
            {
                _log.Error("an event could not be read", error);
                return null;
            }
        }
    }
}
