namespace PluginHost.Plugins.GrpcServices.Diff;

internal sealed record DiffServiceConfig : IValidatedConfig
{
    /// <summary>Ids of the differs in the order in which they are asked.</summary>
    public IReadOnlyList<string> Default { get; init; } = ["walking"];

    /// <summary>Flush the file system after each applied layer.</summary>
    public bool SyncFs { get; init; }

    public IEnumerable<string> Validate()
    {
        if (Default.Count == 0)
        {
            yield return "default must name at least one differ";
        }
    }
}
