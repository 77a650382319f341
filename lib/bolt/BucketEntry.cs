namespace PluginHost.Bolt;

/// <summary>A key of a bucket.</summary>
/// <param name="Key">A copy of the key.</param>
/// <param name="Value">A copy of the value; null for a sub-bucket.</param>
/// <param name="IsBucket">Whether the key names a sub-bucket.</param>
public sealed record BucketEntry(byte[] Key, byte[]? Value, bool IsBucket);
