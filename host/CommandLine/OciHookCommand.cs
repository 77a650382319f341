using System.Collections;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using PluginHost.Host.CommandLine.Hooks;

namespace PluginHost.Host.CommandLine;

/// <summary>
/// <c>oci-hook COMMAND [ARGUMENT...]</c>: runs a program as a hook of an OCI runtime, with the container's data in its arguments and
/// environment.
/// </summary>
internal static class OciHookCommand
{
    /// <returns>The program's exit code.</returns>
    /// <exception cref="StartException">The input or an argument makes no sense, or the program can't be run.</exception>
    public static async Task<int> RunAsync(Invocation invocation, string[] arguments)
    {
        if (arguments.Length == 0)
        {
            throw new StartException("oci-hook: no command to run was given");
        }

        HookState state = await ReadStateAsync(invocation.Input);
        HookTemplate template = new(state, await RootfsAsync(state.Bundle));
        ProcessStartInfo start = new(template.Expand(arguments[0]), arguments.Skip(1).Select(template.Expand));
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            start.Environment[(string)variable.Key] = template.Expand((string?)variable.Value ?? "");
        }

        return await RunAsync(start);
    }

    private static async Task<HookState> ReadStateAsync(Stream input)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(input, HookJson.Default.HookState) ?? new HookState();
        }
        catch (JsonException error)
        {
            throw new StartException($"oci-hook: the standard input is no container state: {error.Message}", error);
        }
    }

    private static async Task<string> RootfsAsync(string bundle)
    {
        string path = Path.Combine(bundle, "config.json");
        try
        {
            await using FileStream file = File.OpenRead(path);
            HookSpec? spec = await JsonSerializer.DeserializeAsync(file, HookJson.Default.HookSpec);
            return Path.Combine(bundle, spec?.Root?.Path ?? "");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new StartException($"oci-hook: {path}: {error.Message}", error);
        }
    }

    private static async Task<int> RunAsync(ProcessStartInfo start)
    {
        try
        {
            using Process process = Process.Start(start)!;
            using PosixSignalRegistration stop = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
            {
                context.Cancel = true;
                process.Kill();
            });
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (Win32Exception error)
        {
            throw new StartException($"oci-hook: exec {start.FileName}: {error.Message}", error);
        }
    }
}
