namespace Proxy.Tests;

/// <summary>What several tests configure and look at.</summary>
internal static class Texts
{
    /// <summary>A process that hangs is found out soon.</summary>
    public const string Impatient = """
        [timeouts]
          "io.pluginhost.timeout.proxy.call" = "6s"
          "io.pluginhost.timeout.proxy.work" = "60s"
          "io.pluginhost.timeout.proxy.probe" = "2s"
        """;

    /// <summary>A call may take this long and no longer; the process lives.</summary>
    public const string ShortWork = """
        [timeouts]
          "io.pluginhost.timeout.proxy.work" = "3s"
          "io.pluginhost.timeout.proxy.probe" = "1s"
        """;

    /// <summary>What an error of the way to the process begins with.</summary>
    public static string Named(string type, VendorProcess vendor) => $"proxy plugin io.containerd.{type}.v1.far at {vendor.Address}: ";

    /// <summary>The line <c>connection</c> of <c>plugins ls -d</c>.</summary>
    public static async Task<string> ConnectionAsync(TestDaemon daemon)
    {
        string text = (await daemon.Ctr.OkAsync("plugins", "ls", "-d", "id==far")).Text;
        string line = text.Split('\n').Single(static line => line.Contains(" connection ", StringComparison.Ordinal));
        return line[(line.IndexOf(" connection ", StringComparison.Ordinal) + " connection ".Length)..].Trim();
    }

    /// <summary>Fails with a text on standard error.</summary>
    public static async Task<string> FailsAsync(Task<CommandResult> command)
    {
        CommandResult result = await command;
        Assert.True(result.ExitCode is not 0 and not CommandResult.TimedOut, $"{result.CommandLine}: exit code {result.ExitCode}, {result.Text}");
        return result.Error;
    }
}
