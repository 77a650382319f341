using PluginHost.Errors;
using PluginHost.Linux;
using PluginHost.Metadata;
using PluginHost.Oci.Platforms;
using PluginHost.Plugins;
using PluginHost.Plugins.ErofsDiffer;

[assembly: Plugin(typeof(ErofsDifferPlugin))]

namespace PluginHost.Plugins.ErofsDiffer;

internal sealed class ErofsDifferPlugin : IPlugin
{
    private const string Program = "mkfs.erofs";

    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = PluginTypes.Differ,
            Id = "erofs",
            Requires = [PluginTypes.Metadata],
            Config = new ErofsDifferConfig(),
            InitFn = static (context, _) => Task.FromResult<object>(Start(context, Program)),
        },
    ];

    /// <param name="context">What the host gives.</param>
    /// <param name="program">Makes the images.</param>
    internal static ErofsDiffer Start(InitContext context, string program)
    {
        ErofsDifferConfig config = context.ConfigOf<ErofsDifferConfig>();
        CheckProgram(program);
        if (config.EnableDmverity)
        {
            throw DaemonException.NotImplemented("enable_dmverity = true asks for what this build does not serve: remove it");
        }

        context.Meta.Platforms.Add(HostPlatform.Detect());

        // The metadata is looked up for each request: it may come and go.
        return new ErofsDiffer(
            scope => context.Plugins.GetById<IMetadata>(PluginTypes.Metadata, "bolt").Content(scope), new ImageProgram(program, config), context.Logger);
    }

    // The words are containerd's.
    private static void CheckProgram(string program)
    {
        string help;
        try
        {
            help = ToolProgram.Run(program, ["--help"], TimeSpan.FromSeconds(10));
        }
        catch (IOException error)
        {
            throw new SkipPluginException($"failed to check mkfs.erofs availability: {error.Message}");
        }

        if (!help.Contains("--tar=", StringComparison.Ordinal))
        {
            throw new SkipPluginException("mkfs.erofs does not support tar mode (--tar option), disabling erofs differ");
        }
    }
}
