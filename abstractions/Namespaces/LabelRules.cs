using System.Text;
using PluginHost.Errors;

namespace PluginHost.Namespaces;

/// <summary>The rule for labels (containerd pkg/labels): key and value together are at most 4096 bytes.</summary>
public static class LabelRules
{
    /// <summary>Bytes of key and value together.</summary>
    public const int MaximumSize = 4096;

    private const int ShownKeyLength = 64;

    /// <summary>Refuses a label that is too long.</summary>
    /// <exception cref="DaemonException"><see cref="ErrorKind.InvalidArgument"/>.</exception>
    public static void Validate(string key, string value)
    {
        int size = Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
        if (size > MaximumSize)
        {
            string shown = key.Length > ShownKeyLength ? key[..ShownKeyLength] : key;
            throw DaemonException.InvalidArgument(
                $"label key and value length ({size} bytes) greater than maximum size ({MaximumSize} bytes), key: {shown}");
        }
    }

    /// <summary>Refuses a set with a label that is too long.</summary>
    /// <exception cref="DaemonException"><see cref="ErrorKind.InvalidArgument"/>.</exception>
    public static void Validate(IReadOnlyDictionary<string, string> labels)
    {
        foreach ((string key, string value) in labels)
        {
            Validate(key, value);
        }
    }
}
