using System.Diagnostics;

namespace Host.Tests.Support;

/// <summary>A finished run of the program.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The program that the build put beside the tests.</summary>
    public static string ProgramPath => Path.Combine(AppContext.BaseDirectory, "pluginhost");

    public static Task<ProgramRun> OfAsync(params string[] arguments) => OfProgramAsync(ProgramPath, "", arguments);

    public static async Task<ProgramRun> OfProgramAsync(string program, string input, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using CancellationTokenSource limit = new(Limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new ProgramRun(process.ExitCode, await output, await error);
    }
}
