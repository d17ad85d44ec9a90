namespace StreamChat.Libs.Auth
{
    /// <summary>Who connects: the key of the app, the user, and their token.</summary>
    public struct AuthCredentials
    {
        /// <summary>The key of your app; it is no secret.</summary>
        public string ApiKey { get; }

        /// <summary>The user who connects.</summary>
        public string UserId { get; }

        /// <summary>The token that your backend has made for this user.</summary>
        public string UserToken { get; }

        /// <summary>Credentials of one user.</summary>
        public AuthCredentials(string apiKey, string userId, string userToken)
        {
            ApiKey = apiKey;
            UserId = userId;
            UserToken = userToken;
        }
    }
}
