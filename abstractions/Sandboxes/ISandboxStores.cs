namespace PluginHost.Sandboxes;

/// <summary>The sandbox store plugin: records by namespace.</summary>
public interface ISandboxStores
{
    ISandboxStore For(RequestScope scope);
}
