namespace PluginHost.Plugins;

/// <summary>The entry type of a plugin assembly.</summary>
public interface IPlugin
{
    /// <summary>What the assembly provides. Asked once, before any configuration is read; does no work.</summary>
    IEnumerable<Registration> Registrations { get; }
}
