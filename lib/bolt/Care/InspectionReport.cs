namespace PluginHost.Bolt.Care;

/// <summary>What a look through a database file found.</summary>
/// <param name="Path">The file.</param>
/// <param name="Last">The state that counts.</param>
/// <param name="Previous">The state before it, which the file keeps until the next commit.</param>
/// <param name="MetaFault">What is wrong with one of the meta pages; see <see cref="Database.MetaFault"/>.</param>
public sealed record InspectionReport(string Path, StateReport Last, StateReport Previous, string? MetaFault);
