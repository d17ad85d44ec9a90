using StreamChat.Core.Models;

namespace StreamChat.Core.StatefulModels
{
    /// <summary>Something happened to a channel.</summary>
    /// <param name="channel">The channel.</param>
    public delegate void StreamChannelChangeHandler(IStreamChannel channel);

    /// <summary>Something happened to a message of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="message">The message.</param>
    public delegate void StreamChannelMessageHandler(IStreamChannel channel, IStreamMessage message);

    /// <summary>A message was deleted.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="message">The message.</param>
    /// <param name="isHardDelete">Whether it is gone without a trace, with its replies.</param>
    public delegate void StreamChannelMessageDeletedHandler(IStreamChannel channel, IStreamMessage message, bool isHardDelete);

    /// <summary>Something happened to a reaction.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="message">The message that was reacted to.</param>
    /// <param name="reaction">The reaction.</param>
    public delegate void StreamChannelReactionHandler(IStreamChannel channel, IStreamMessage message, StreamReaction reaction);

    /// <summary>Something happened to a member of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="member">The member.</param>
    public delegate void StreamChannelMemberHandler(IStreamChannel channel, IStreamChannelMember member);

    /// <summary>A channel's members changed.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="member">The member.</param>
    /// <param name="operationType">What happened to them.</param>
    public delegate void StreamChannelMembersChangedHandler(IStreamChannel channel, IStreamChannelMember member, OperationType operationType);

    /// <summary>The local user has hidden a channel, or sees it again.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="isHidden">Whether it is hidden now.</param>
    public delegate void StreamChannelVisibilityHandler(IStreamChannel channel, bool isHidden);

    /// <summary>The local user has muted a channel, or unmuted it.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="isMuted">Whether it is muted now.</param>
    public delegate void StreamChannelMuteHandler(IStreamChannel channel, bool isMuted);

    /// <summary>Somebody did something in a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="user">Who did it.</param>
    public delegate void StreamChannelUserHandler(IStreamChannel channel, IStreamUser user);

    /// <summary>Somebody has read a channel, or marked it unread.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="read">How far they have read.</param>
    public delegate void StreamChannelReadHandler(IStreamChannel channel, StreamRead read);

    /// <summary>An event of the app's own was sent in a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="customEvent">The event.</param>
    public delegate void StreamChannelCustomEventHandler(IStreamChannel channel, StreamCustomEvent customEvent);
}
