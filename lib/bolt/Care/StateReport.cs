namespace PluginHost.Bolt.Care;

/// <summary>What a look through one state of a database found.</summary>
/// <param name="TransactionId">Whose state it is; null if there is none that could be looked into.</param>
/// <param name="PageSize">Bytes per page.</param>
/// <param name="FileBytes">The length of the file.</param>
/// <param name="FreeBytes">Bytes of pages that hold nothing in this state.</param>
/// <param name="Damage">What makes reading or writing unsafe; empty if nothing does.</param>
/// <param name="Oddities">What no known writer leaves behind, but what reading and writing can live with; compacting removes it.</param>
public sealed record StateReport(
    ulong? TransactionId, int PageSize, long FileBytes, long FreeBytes, IReadOnlyList<string> Damage, IReadOnlyList<string> Oddities);
