using System.Globalization;
using System.Runtime;
using System.Text;
using Microsoft.Extensions.Logging;
using PluginHost.Host.Configuration;
using PluginHost.Host.Plugins;
using PluginHost.Logging;
using PluginHost.Plugins;

namespace PluginHost.Host.Lifecycle;

/// <summary>
/// Tells what the daemon is doing, to the log and to a file: configuration, plugins, memory, threads. For a person in trouble.
/// </summary>
internal sealed class StateDump(
    string program,
    PluginEnvironment environment,
    IReadOnlyList<ConfigFile> files,
    PluginSet set,
    PluginInitializer initializer,
    ILogger logger)
{
    public void Write()
    {
        string text = Describe();
        logger.Info($"=== BEGIN state dump ===\n{text}\n=== END state dump ===");
        string path = Path.Combine(Path.GetTempPath(), $"{program}.{Environment.ProcessId}.stacks.log");
        try
        {
            // A new file of our own: the directory may be everybody's.
            File.Delete(path);
            using FileStream file = new(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            file.Write(Encoding.UTF8.GetBytes(text));
            logger.Info($"state dump written to {path}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            logger.Error(error, "failed to write the state dump", ("path", path));
        }
    }

    private string Describe()
    {
        StringBuilder text = new();
        Line(text, $"{program} {environment.Version.Version} {environment.Version.Revision} pid {Environment.ProcessId}");
        Line(text, $"config: {(files.Count == 0 ? "defaults" : string.Join(", ", files.Select(file => file.Path)))}");
        Line(text, $"root: {environment.Config.Root}");
        Line(text, $"state: {environment.Config.State}");
        Line(text, $"grpc: {environment.GrpcAddress}");
        Line(text, $"ttrpc: {environment.TtrpcAddress}");
        Line(text, $"stopping: {environment.Stopping.IsCancellationRequested}");
        Line(text, $"memory: managed {GC.GetTotalMemory(forceFullCollection: false)}, resident {Environment.WorkingSet}");
        Line(text, $"jit: {JitInfo.GetCompiledMethodCount()} methods in {GoDuration.Format(JitInfo.GetCompilationTime())}");
        Line(text, $"thread pool: {ThreadPool.ThreadCount} threads, {ThreadPool.PendingWorkItemCount} waiting");
        if (initializer.Current is string current)
        {
            Line(text, $"initialising: {current}");
        }

        foreach (PluginStatus plugin in set.All)
        {
            string state = plugin.Error switch
            {
                null => "ok",
                SkipPluginException => "skip",
                _ => "error",
            };
            TimeSpan took = initializer.Durations.GetValueOrDefault(plugin.Uri);
            Line(text, $"plugin {plugin.Uri}: {state} in {GoDuration.Format(took)} {plugin.Error?.Message}");
        }

        foreach (string thread in Directory.GetDirectories("/proc/self/task"))
        {
            string name = $"{Path.GetFileName(thread)} {Read(thread, "comm")}";
            Line(text, $"thread {name}: in {Read(thread, "wchan")}, system call {Read(thread, "syscall")}");
        }

        return text.ToString().TrimEnd();
    }

    private static void Line(StringBuilder text, FormattableString line)
        => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string Read(string thread, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, name)).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The thread has ended, or the kernel does not tell.
            return "?";
        }
    }
}
