using PluginHost.Bolt;
using PluginHost.Plugins.Metadata.Values;

namespace PluginHost.Plugins.Metadata.Content;

/// <summary>Whether a namespace may have a blob by its digest alone.</summary>
internal static class ContentSharing
{
    private const string ShareableLabel = "containerd.io/namespace.shareable";

    /// <summary>True by policy, or because a namespace that says that it shares has the blob.</summary>
    public static bool IsAllowed(Transaction transaction, bool shareAll, string digest)
        => shareAll || Schema.NamespaceNames(transaction).Any(name => IsShareable(transaction, name)
            && Schema.FindBlobs(transaction, name)?.Bucket(digest) is not null);

    /// <summary>The bytes of a blob by the record of some namespace; null when none has it.</summary>
    public static long? RecordedBytes(Transaction transaction, string digest)
        => Schema.NamespaceNames(transaction).Select(name => Schema.FindBlobs(transaction, name)?.Bucket(digest)).FirstOrDefault(static blob => blob is not null)
            is Bucket found ? BlobBucket.Bytes(found) : null;

    private static bool IsShareable(Transaction transaction, string @namespace)
        => Schema.Namespace(transaction, @namespace)?.Bucket(Schema.Labels)?.FindText(ShareableLabel) == "true";
}
