using System.Text;

namespace PluginHost.Host.CommandLine;

/// <summary>How the program was called, and its standard streams.</summary>
internal sealed record Invocation(string Program, IReadOnlyList<string> Arguments, Stream Input, TextWriter Output, Stream ErrorStream)
{
    private const string OwnName = "pluginhost";
    private const string UpstreamName = "containerd";

    /// <summary>
    /// Of this process. Called through a link named <c>containerd</c> it is <c>containerd</c> in all that it prints, so that scripts
    /// written for it work. The runtime hides the name of the call, the kernel has it.
    /// </summary>
    public static Invocation OfProcess(string[] arguments)
    {
        byte[] commandLine = File.ReadAllBytes("/proc/self/cmdline");
        int end = Array.IndexOf(commandLine, (byte)0);
        string called = Path.GetFileName(Encoding.UTF8.GetString(commandLine, 0, end < 0 ? commandLine.Length : end));
        return new Invocation(
            called == UpstreamName ? UpstreamName : OwnName,
            arguments,
            Console.OpenStandardInput(),
            new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true },
            Console.OpenStandardError());
    }

    /// <summary>Writes a line to standard error.</summary>
    public void WriteError(string line)
    {
        ErrorStream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        ErrorStream.Flush();
    }
}
