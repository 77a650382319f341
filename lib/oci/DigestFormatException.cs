namespace PluginHost.Oci;

/// <summary>A text is no digest. The message is the one that go-digest gives, so that clients find their words.</summary>
public sealed class DigestFormatException(string text, DigestFault fault) : FormatException(Words(fault))
{
    /// <summary>The text that was to be parsed.</summary>
    public string Text { get; } = text;

    /// <summary>What is wrong with it.</summary>
    public DigestFault Fault { get; } = fault;

    private static string Words(DigestFault fault) => fault switch
    {
        DigestFault.Algorithm => "unsupported digest algorithm",
        DigestFault.Length => "invalid checksum digest length",
        _ => "invalid checksum digest format",
    };
}
