namespace PluginHost.Plugins.Metadata.Content.Check;

/// <summary>What can be wrong with a blob.</summary>
internal enum BlobFault
{
    /// <summary>Its bytes are not those of its digest, or their number is not the recorded one.</summary>
    Damaged,

    /// <summary>A namespace has it, the content store does not.</summary>
    Missing,

    /// <summary>It cannot be read to its end.</summary>
    Unreadable,

    /// <summary>The content store has it, no namespace does and no ingest stands on it; the next collection removes it. No damage.</summary>
    Orphaned,
}
