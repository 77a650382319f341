namespace PluginHost.Plugins;

/// <summary>A configuration record that can say what is wrong with it.</summary>
public interface IValidatedConfig
{
    /// <summary>All faults, one sentence each; none when the configuration can be used. A fault stops the daemon at start.</summary>
    IEnumerable<string> Validate();
}
