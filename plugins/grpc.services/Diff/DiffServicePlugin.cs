namespace PluginHost.Plugins.GrpcServices.Diff;

internal static class DiffServicePlugin
{
    public static Registration Registration { get; } = new()
    {
        Type = PluginTypes.Service,
        Id = "diff-service",
        Requires = [PluginTypes.Differ],
        Config = new DiffServiceConfig(),
        InitFn = static (context, _) =>
        {
            DiffServiceConfig config = context.ConfigOf<DiffServiceConfig>();
            foreach (string id in config.Default)
            {
                if (!context.Plugins.TryGetById<object>(PluginTypes.Differ, id, out object? _))
                {
                    throw new InvalidOperationException($"needed differ not loaded: {id}");
                }
            }

            return Task.FromResult<object>(new DifferChain(context.Plugins, config));
        },
    };
}
