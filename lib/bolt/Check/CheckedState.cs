namespace PluginHost.Bolt.Check;

/// <summary>The committed state that a check looked through.</summary>
/// <param name="TransactionId">Whose state it is.</param>
/// <param name="UsedBytes">Bytes of pages that hold something.</param>
/// <param name="TotalBytes">Bytes up to the high-water mark: used and free.</param>
/// <param name="Damage">What makes reading or writing unsafe.</param>
/// <param name="Oddities">What no known writer leaves behind, but what reading and writing can live with.</param>
internal sealed record CheckedState(
    ulong TransactionId, long UsedBytes, long TotalBytes, IReadOnlyList<string> Damage, IReadOnlyList<string> Oddities);
