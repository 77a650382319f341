namespace PluginHost.Testing.Daemons;

/// <summary>The daemon under test: ours, or the reference when the tests themselves are to be checked.</summary>
public static class SubjectDaemon
{
    /// <summary>Set to <c>containerd</c> to run the tests against the reference.</summary>
    public const string Variable = "PLUGINHOST_TEST_SUBJECT";

    /// <summary>What a test of the subject requires: a built pluginhost, or containerd.</summary>
    public const string Requirement = "subject";

    /// <summary>Whether the reference is under test.</summary>
    public static bool IsReference => Environment.GetEnvironmentVariable(Variable) == "containerd";

    /// <summary>A daemon that is not yet started.</summary>
    /// <param name="path">Its directory; a new one by default.</param>
    /// <param name="extraConfiguration">More tables of its configuration file.</param>
    public static TestDaemon Create(string? path = null, string extraConfiguration = "")
    {
        DaemonDirectory directory = new(path);

        return IsReference
            ? new ContainerdDaemon(directory) { ExtraConfiguration = extraConfiguration }
            : new PluginHostDaemon(directory) { ExtraConfiguration = extraConfiguration };
    }

    /// <summary>A started daemon in a new directory.</summary>
    public static async Task<TestDaemon> StartAsync(string extraConfiguration = "")
    {
        TestDaemon daemon = Create(null, extraConfiguration);
        await daemon.StartAsync();

        return daemon;
    }
}
