using System;
using StreamChat.Core.Wire;

namespace StreamChat.Core
{
    /// <summary>The server refused: branch on <see cref="Code"/>, never on the text.</summary>
    /// <example>
    /// <code>
    /// catch (StreamApiException error) when (error.Code == StreamApiException.CooldownErrorStreamCode) { ShowSlowMode(); }
    /// </code>
    /// </example>
    public sealed class StreamApiException : Exception
    {
        /// <summary>Slow mode: the user has to wait before they send again.</summary>
        public const int CooldownErrorStreamCode = 60;

        internal const int InternalCode = -1;
        internal const int InputCode = 4;
        internal const int RateLimitCode = 9;
        internal const int DoesNotExistCode = 16;
        internal const int NotAllowedCode = 17;
        internal const int TimeoutCode = 23;
        internal const int TokenExpiredCode = 40;
        internal const int ConnectionNotFoundCode = 46;
        internal const int TooManyConnectionsCode = 71;

        /// <summary>The error code of the API.</summary>
        public int Code { get; }

        /// <summary>The HTTP status.</summary>
        public int StatusCode { get; }

        /// <summary>What the server says of it, for a developer to read.</summary>
        public string ErrorMessage { get; }

        /// <summary>Where more is written about it.</summary>
        public string MoreInfo { get; }

        /// <summary>When a rate limit lets calls through again; null if it is not known.</summary>
        internal DateTimeOffset? RetryAt { get; }

        internal StreamApiException(APIError error, int? statusCode = null, DateTimeOffset? retryAt = null)
            : base($"StreamChat error code {error.Code}: {error.Message}")
        {
            Code = error.Code;
            StatusCode = statusCode ?? error.StatusCode;
            ErrorMessage = error.Message;
            MoreInfo = error.MoreInfo;
            RetryAt = retryAt;
        }

        /// <summary>Whether the same may succeed a little later. An expired token wants another one, and slow mode patience.</summary>
        internal bool MayPass => StatusCode >= 500 || Code == InternalCode || Code == RateLimitCode || Code == TimeoutCode
            || Code == TooManyConnectionsCode;
    }

    /// <summary>What an error of the API means.</summary>
    public static class StreamApiExceptionExtensions
    {
        /// <summary>Too many calls: wait a little.</summary>
        public static bool IsRateLimitExceededError(this StreamApiException error) => error.Code == StreamApiException.RateLimitCode;

        /// <summary>The token has expired, and nobody gave another one.</summary>
        public static bool IsTokenExpiredError(this StreamApiException error) => error.Code == StreamApiException.TokenExpiredCode;

        /// <summary>Slow mode: the user has to wait before they send again.</summary>
        public static bool IsCooldownError(this StreamApiException error) => error.Code == StreamApiException.CooldownErrorStreamCode;

        /// <summary>The user may not do this.</summary>
        public static bool IsNotAllowedError(this StreamApiException error) => error.Code == StreamApiException.NotAllowedCode;

        /// <summary>There is no such channel, message or user.</summary>
        public static bool IsDoesNotExistError(this StreamApiException error) => error.Code == StreamApiException.DoesNotExistCode;
    }
}
