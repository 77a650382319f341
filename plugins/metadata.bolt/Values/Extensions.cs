using PluginHost.Bolt;
using PluginHost.Errors;

namespace PluginHost.Plugins.Metadata.Values;

/// <summary>The extensions of a container or a sandbox: a bucket with a value for each name.</summary>
internal static class Extensions
{
    private const string Key = "extensions";

    /// <summary>Adds and replaces; one that is no longer among <paramref name="extensions"/> stays on disk, as it does with containerd.</summary>
    public static void Write(Bucket bucket, IReadOnlyDictionary<string, AnyValue> extensions)
    {
        if (extensions.Count == 0)
        {
            return;
        }

        Bucket stored = bucket.CreateBucketIfNotExists(Key);
        foreach ((string name, AnyValue value) in extensions)
        {
            if (name.Length == 0)
            {
                throw new DaemonException(ErrorKind.Unknown, BoltError.KeyRequired.Text());
            }

            stored.PutAny(name, value);
        }
    }

    public static IReadOnlyDictionary<string, AnyValue> Read(Bucket bucket)
    {
        Dictionary<string, AnyValue> extensions = new(StringComparer.Ordinal);
        Bucket? stored = bucket.Bucket(Key);
        foreach (string name in stored?.ValueKeys() ?? [])
        {
            extensions.Add(name, stored!.FindAny(name)!);
        }

        return extensions;
    }

    /// <summary>
    /// A copy of <paramref name="stored"/> with the extension <paramref name="name"/> as <paramref name="given"/> has it; one that is not given becomes
    /// an empty value.
    /// </summary>
    public static IReadOnlyDictionary<string, AnyValue> With(
        IReadOnlyDictionary<string, AnyValue> stored, IReadOnlyDictionary<string, AnyValue> given, string name)
        => new Dictionary<string, AnyValue>(stored, StringComparer.Ordinal)
        {
            [name] = given.TryGetValue(name, out AnyValue? value) ? value : new AnyValue("", ReadOnlyMemory<byte>.Empty),
        };
}
