namespace PluginHost.Bolt.Check;

/// <summary>The committed state that a check looked through.</summary>
/// <param name="TransactionId">Whose state it is.</param>
/// <param name="UsedBytes">Bytes of pages that hold something.</param>
/// <param name="TotalBytes">Bytes up to the high-water mark: used and free.</param>
internal sealed record CheckedState(ulong TransactionId, long UsedBytes, long TotalBytes);
