namespace PluginHost.Bolt.Care;

/// <summary>What was backed up.</summary>
/// <param name="Path">The new file.</param>
/// <param name="TransactionId">Whose state it holds.</param>
/// <param name="FileBytes">Its length.</param>
public sealed record BackupReport(string Path, ulong TransactionId, long FileBytes);
