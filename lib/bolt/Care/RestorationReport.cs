namespace PluginHost.Bolt.Care;

/// <summary>What was restored.</summary>
/// <param name="Path">The database.</param>
/// <param name="TransactionId">Whose state it has now.</param>
/// <param name="ReplacedPath">Where the file is that was there before; null if there was none.</param>
public sealed record RestorationReport(string Path, ulong TransactionId, string? ReplacedPath);
