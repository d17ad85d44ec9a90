using System.Collections.Generic;
using System.Linq;
using StreamChat.Core.Wire;

namespace StreamChat.Core.Models
{
    /// <summary>A picture, file or link that goes with a message.</summary>
    public sealed class StreamAttachment
    {
        /// <summary>What it is: <c>image</c>, <c>file</c>, <c>video</c>, <c>audio</c>, or a type of the app's own.</summary>
        public string Type { get; set; }

        /// <summary>What it is called.</summary>
        public string Title { get; set; }

        /// <summary>Where its title leads.</summary>
        public string TitleLink { get; set; }

        /// <summary>What is written to it.</summary>
        public string Text { get; set; }

        /// <summary>What is shown where it cannot be.</summary>
        public string Fallback { get; set; }

        /// <summary>The address of a picture.</summary>
        public string ImageUrl { get; set; }

        /// <summary>The address of a small picture.</summary>
        public string ThumbUrl { get; set; }

        /// <summary>The address of a file.</summary>
        public string AssetUrl { get; set; }

        /// <summary>The name of the site a link leads to.</summary>
        public string AuthorName { get; set; }

        /// <summary>The link of which this is a preview.</summary>
        public string OgScrapeUrl { get; set; }

        /// <summary>The width of a picture.</summary>
        public int? OriginalWidth { get; set; }

        /// <summary>The height of a picture.</summary>
        public int? OriginalHeight { get; set; }

        /// <summary>Fields of the app's own that are sent along; null for none.</summary>
        public IDictionary<string, object> Custom { get; set; }

        /// <summary>The fields of the app's own that came along.</summary>
        public IStreamCustomData CustomData { get; private set; } = new StreamCustomData(null);

        internal static StreamAttachment Of(Attachment data) => new StreamAttachment
        {
            Type = data.Type,
            Title = data.Title,
            TitleLink = data.TitleLink,
            Text = data.Text,
            Fallback = data.Fallback,
            ImageUrl = data.ImageUrl,
            ThumbUrl = data.ThumbUrl,
            AssetUrl = data.AssetUrl,
            AuthorName = data.AuthorName,
            OgScrapeUrl = data.OgScrapeUrl,
            OriginalWidth = data.OriginalWidth,
            OriginalHeight = data.OriginalHeight,
            Custom = data.Custom?.ToDictionary(field => field.Key, field => (object)field.Value),
            CustomData = new StreamCustomData(data.Custom)
        };

        internal AttachmentRequest ToRequest() => new AttachmentRequest
        {
            Type = Type,
            Title = Title,
            TitleLink = TitleLink,
            Text = Text,
            Fallback = Fallback,
            ImageUrl = ImageUrl,
            ThumbUrl = ThumbUrl,
            AssetUrl = AssetUrl,
            AuthorName = AuthorName,
            OgScrapeUrl = OgScrapeUrl,
            OriginalWidth = OriginalWidth,
            OriginalHeight = OriginalHeight,
            Custom = Json.ToTokens(Custom)
        };
    }
}
