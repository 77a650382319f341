using PluginHost.Shim.Wire;

namespace PluginHost.Shim.Events;

/// <summary>What is told to the daemon.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Type">The message's name below containerd.events.</param>
/// <param name="Message">The message.</param>
internal sealed record ShimEvent(string Topic, string Type, byte[] Message)
{
    /// <summary>
    /// ForwardRequest: envelope(1) with timestamp(1), namespace(2), topic(3), event(4).
    /// </summary>
    public byte[] ToForwardRequest(string @namespace, Timestamp at)
        => new WireWriter()
            .Message(1, new WireWriter().Time(1, at).Text(2, @namespace).Text(3, Topic).Any(4, "containerd.events." + Type, Message))
            .ToArray();
}
