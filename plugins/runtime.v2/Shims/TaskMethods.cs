using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using PluginHost.Proto.Runtime.TaskV2;

namespace PluginHost.Plugins.Runtime.Shims;

/// <summary>
/// The methods of the task service by their service name: versions 2 and 3 differ in the name alone, so one set of messages serves both.
/// </summary>
internal sealed class TaskMethods(string service)
{
    public static TaskMethods V2 { get; } = new("containerd.task.v2.Task");

    public static TaskMethods V3 { get; } = new("containerd.task.v3.Task");

    public Method<StateRequest, StateResponse> State { get; } = Of(service, "State", StateRequest.Parser, StateResponse.Parser);

    public Method<CreateTaskRequest, CreateTaskResponse> Create { get; } = Of(service, "Create", CreateTaskRequest.Parser, CreateTaskResponse.Parser);

    public Method<StartRequest, StartResponse> Start { get; } = Of(service, "Start", StartRequest.Parser, StartResponse.Parser);

    public Method<DeleteRequest, DeleteResponse> Delete { get; } = Of(service, "Delete", DeleteRequest.Parser, DeleteResponse.Parser);

    public Method<PidsRequest, PidsResponse> Pids { get; } = Of(service, "Pids", PidsRequest.Parser, PidsResponse.Parser);

    public Method<PauseRequest, Empty> Pause { get; } = Of(service, "Pause", PauseRequest.Parser, Empty.Parser);

    public Method<ResumeRequest, Empty> Resume { get; } = Of(service, "Resume", ResumeRequest.Parser, Empty.Parser);

    public Method<CheckpointTaskRequest, Empty> Checkpoint { get; } = Of(service, "Checkpoint", CheckpointTaskRequest.Parser, Empty.Parser);

    public Method<KillRequest, Empty> Kill { get; } = Of(service, "Kill", KillRequest.Parser, Empty.Parser);

    public Method<ExecProcessRequest, Empty> Exec { get; } = Of(service, "Exec", ExecProcessRequest.Parser, Empty.Parser);

    public Method<ResizePtyRequest, Empty> ResizePty { get; } = Of(service, "ResizePty", ResizePtyRequest.Parser, Empty.Parser);

    public Method<CloseIORequest, Empty> CloseIO { get; } = Of(service, "CloseIO", CloseIORequest.Parser, Empty.Parser);

    public Method<UpdateTaskRequest, Empty> Update { get; } = Of(service, "Update", UpdateTaskRequest.Parser, Empty.Parser);

    public Method<WaitRequest, WaitResponse> Wait { get; } = Of(service, "Wait", WaitRequest.Parser, WaitResponse.Parser);

    public Method<StatsRequest, StatsResponse> Stats { get; } = Of(service, "Stats", StatsRequest.Parser, StatsResponse.Parser);

    public Method<ConnectRequest, ConnectResponse> Connect { get; } = Of(service, "Connect", ConnectRequest.Parser, ConnectResponse.Parser);

    public Method<ShutdownRequest, Empty> Shutdown { get; } = Of(service, "Shutdown", ShutdownRequest.Parser, Empty.Parser);

    private static Method<TRequest, TResponse> Of<TRequest, TResponse>(
        string service, string name, MessageParser<TRequest> request, MessageParser<TResponse> response)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
        => new(
            MethodType.Unary,
            service,
            name,
            Marshallers.Create(static message => message.ToByteArray(), request.ParseFrom),
            Marshallers.Create(static message => message.ToByteArray(), response.ParseFrom));
}
