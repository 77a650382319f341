using PluginHost.Errors;
using PluginHost.Logging;
using PluginHost.Plugins;

[assembly: Plugin(typeof(Acme.Things.ThingsPlugin))]

namespace Acme.Things;

/// <summary>A vendor's plugins: good ones, and some that fail when they come to life.</summary>
internal sealed class ThingsPlugin : IPlugin
{
    private const string Thing = "io.acme.thing.v1";

    public IEnumerable<Registration> Registrations =>
    [
        new Registration
        {
            Type = Thing,
            Id = "alpha",
            Config = new ThingConfig(),
            ConfigMigration = ThingConfig.Migrate,
            Commands = [new PluginCommand { Name = "thing", Usage = "tell of the thing", RunAsync = TellAsync }],
            InitFn = (context, token) => CreateAsync(context, "alpha", token),
        },
        new Registration { Type = Thing, Id = "beta", Requires = ["io.acme.base.v1"], InitFn = (context, token) => CreateAsync(context, "beta", token) },
        new Registration { Type = "io.acme.base.v1", Id = "base", InitFn = (context, token) => CreateAsync(context, "base", token) },
        new Registration
        {
            Type = Thing,
            Id = "broken",
            InitFn = (context, _) =>
            {
                context.Meta.Exports["tried"] = "yes";
                throw new InvalidOperationException("the thing is broken");
            },
        },
        new Registration
        {
            Type = Thing,
            Id = "skipped",
            InitFn = (_, _) => throw new SkipPluginException("no such hardware"),
        },
        new Registration
        {
            Type = "io.acme.needy.v1",
            Id = "absent",
            Requires = ["io.acme.nowhere.v1"],
            InitFn = (context, _) => Task.FromResult(context.Plugins.GetSingle<object>("io.acme.nowhere.v1")),
        },
        new Registration
        {
            Type = "io.acme.needy.v1",
            Id = "silent",
            Requires = ["io.acme.nowhere.v1"],
            InitFn = (_, _) => throw new InvalidOperationException("something is wrong"),
        },
        new Registration
        {
            Type = "io.acme.report.v1",
            Id = "report",
            Requires = [PluginTypes.All],
            InitFn = (context, _) => Task.FromResult<object>(new Report(context)),
        },
    ];

    private static async Task<int> TellAsync(CommandContext context, CancellationToken token)
    {
        if (context.Arguments is ["fail"])
        {
            throw DaemonException.NotFound("the thing");
        }

        using IDisposable? alone = context.TryLockRoot();
        await context.Output.WriteLineAsync($"arguments: {string.Join(' ', context.Arguments)}".AsMemory(), token);
        await context.Output.WriteLineAsync($"greeting: {context.ConfigOf<ThingConfig>().Greeting}".AsMemory(), token);
        await context.Output.WriteLineAsync($"root: {context.RootDirectory}, address: {context.GrpcAddress}".AsMemory(), token);
        await context.Output.WriteLineAsync($"{context.Program}: a daemon {(alone is null ? "runs" : "does not run")} on {context.DaemonRoot}".AsMemory(), token);
        return 7;
    }

    private static async Task<object> CreateAsync(InitContext context, string name, CancellationToken token)
    {
        ThingConfig config = context.Config as ThingConfig ?? new ThingConfig();
        context.Logger.Info("a thing is there", ("name", name), ("greeting", config.Greeting), ("patience", config.Patience));
        if (config.Background)
        {
            new Thread(() => throw new InvalidOperationException("a thread of the thing died")) { IsBackground = true }.Start();
        }

        if (config.Hangs)
        {
            context.Logger.Info("the thing hangs");
            await Task.Delay(Timeout.InfiniteTimeSpan, context.Clock, token);
        }

        return new Thing(name, context.Logger);
    }
}
