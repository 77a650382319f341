namespace PluginHost.Oci;

/// <summary>What is wrong with a text that should have been a digest.</summary>
public enum DigestFault
{
    None,
    Format,
    Algorithm,
    Length,
}
