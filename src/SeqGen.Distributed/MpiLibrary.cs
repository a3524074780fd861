using System.Runtime.InteropServices;
using System.Text;

namespace SeqGen.Distributed;

/// <summary>
/// The functions of the machine's MPI that SeqGen calls. Libraries of Open MPI name their handles by exported symbols; those of MPICH and its relatives
/// have numbers in their place. A number fits a register as an address does, so both are called in the same way.
/// </summary>
internal sealed unsafe class MpiLibrary
{
    /// <summary>The environment variable that names the library.</summary>
    private const string Variable = "SEQGEN_MPI";

    private const int MostText = 8192;

    private static readonly string[] OpenMpiNames = ["libmpi.so.40"];
    private static readonly string[] MpichNames = ["libmpi.so.12", "libmpich.so.12"];

    private readonly delegate* unmanaged<int*, byte***, int, int*, int> _initThread;
    private readonly delegate* unmanaged<int*, int> _initialized;
    private readonly delegate* unmanaged<int*, int> _queryThread;
    private readonly delegate* unmanaged<int> _finalize;
    private readonly delegate* unmanaged<nint, int*, int> _rank;
    private readonly delegate* unmanaged<nint, int*, int> _size;
    private readonly delegate* unmanaged<nint, nint, int> _setErrorHandler;
    private readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> _send;
    private readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> _receive;
    private readonly delegate* unmanaged<nint*, int*, nint, int> _test;
    private readonly delegate* unmanaged<nint, int, int> _abort;
    private readonly delegate* unmanaged<int, byte*, int*, int> _errorText;
    private readonly delegate* unmanaged<byte*, int*, int> _processor;
    private readonly nint _world;
    private readonly nint _byte;
    private readonly nint _errorsReturn;
    private readonly nint _ignoreStatus;

    private MpiLibrary(nint library)
    {
        _initThread = (delegate* unmanaged<int*, byte***, int, int*, int>)Function("MPI_Init_thread");
        _initialized = (delegate* unmanaged<int*, int>)Function("MPI_Initialized");
        _queryThread = (delegate* unmanaged<int*, int>)Function("MPI_Query_thread");
        _finalize = (delegate* unmanaged<int>)Function("MPI_Finalize");
        _rank = (delegate* unmanaged<nint, int*, int>)Function("MPI_Comm_rank");
        _size = (delegate* unmanaged<nint, int*, int>)Function("MPI_Comm_size");
        _setErrorHandler = (delegate* unmanaged<nint, nint, int>)Function("MPI_Comm_set_errhandler");
        _send = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)Function("MPI_Isend");
        _receive = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)Function("MPI_Irecv");
        _test = (delegate* unmanaged<nint*, int*, nint, int>)Function("MPI_Test");
        _abort = (delegate* unmanaged<nint, int, int>)Function("MPI_Abort");
        _errorText = (delegate* unmanaged<int, byte*, int*, int>)Function("MPI_Error_string");
        _processor = (delegate* unmanaged<byte*, int*, int>)Function("MPI_Get_processor_name");
        Version = Text((delegate* unmanaged<byte*, int*, int>)Function("MPI_Get_library_version"));
        IsOpenMpi = NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _world);
        if (IsOpenMpi)
        {
            _byte = NativeLibrary.GetExport(library, "ompi_mpi_byte");
            _errorsReturn = NativeLibrary.GetExport(library, "ompi_mpi_errors_return");
            _ignoreStatus = 0;
        }
        else
        {
            _world = 0x44000000;
            _byte = 0x4c00010d;
            _errorsReturn = 0x54000001;
            _ignoreStatus = 1;
        }

        void* Function(string name) => (void*)NativeLibrary.GetExport(library, name);
    }

    /// <summary>Name and version, without what the library says of its package and its build.</summary>
    public string Version { get; }

    /// <summary>True for Open MPI, false for MPICH and its relatives.</summary>
    public bool IsOpenMpi { get; }

    /// <summary>The number of this process.</summary>
    public int Rank => Number(_rank);

    /// <summary>The number of processes.</summary>
    public int Size => Number(_size);

    /// <summary>The machine, as MPI names it.</summary>
    public string Machine => Text(_processor);

    /// <summary>Loads the library of the MPI that has started the process, or the one that there is.</summary>
    /// <exception cref="CommunicatorException">There is none that can be used.</exception>
    public static MpiLibrary Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return Load(given) ?? throw new CommunicatorException($"The environment variable {Variable} names '{given}', which cannot be loaded as a library of MPI.");
        }

        string[] names = IsSet("PMI_SIZE") && !IsSet("OMPI_COMM_WORLD_SIZE") ? [.. MpichNames, .. OpenMpiNames] : [.. OpenMpiNames, .. MpichNames];
        foreach (string name in names)
        {
            if (Load(name) is { } library)
            {
                return library;
            }
        }

        throw new CommunicatorException(
            $"No MPI was found on this machine (looked for {string.Join(", ", names)}). Install Open MPI 4 or 5 or MPICH 4 on every machine of the job "
            + $"(Debian and Ubuntu: openmpi-bin or mpich), or set {Variable} to the path of its library.");
    }

    /// <summary>Starts MPI unless it runs, and lets errors come back as codes.</summary>
    /// <returns>True where it was started here; and whether any thread may call it, one at a time.</returns>
    public (bool IsStarted, bool AnyThread) Start()
    {
        const int Serialized = 2;
        int flag;
        int provided;
        Check(_initialized(&flag));
        Check(flag != 0 ? _queryThread(&provided) : _initThread(null, null, Serialized, &provided));
        Check(_setErrorHandler(_world, _errorsReturn));
        return (flag == 0, provided >= Serialized);
    }

    /// <summary>Ends MPI when all processes do so.</summary>
    public void Finish() => _ = _finalize();

    /// <summary>Begins to send bytes, which have to stay until <see cref="IsDone"/>.</summary>
    public nint Send(void* bytes, int count, int rank)
    {
        nint request = 0;
        Check(_send(bytes, count, _byte, rank, 0, _world, &request));
        return request;
    }

    /// <summary>Begins to receive bytes.</summary>
    public nint Receive(void* bytes, int count, int rank)
    {
        nint request = 0;
        Check(_receive(bytes, count, _byte, rank, 0, _world, &request));
        return request;
    }

    /// <summary>True when what was begun is done.</summary>
    public bool IsDone(ref nint request)
    {
        int flag;
        nint handle = request;
        Check(_test(&handle, &flag, _ignoreStatus));
        request = handle;
        return flag != 0;
    }

    /// <summary>Ends all processes of the job.</summary>
    public void Abort() => _ = _abort(_world, 1);

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };

    private static MpiLibrary? Load(string name)
    {
        if (!NativeLibrary.TryLoad(name, out nint handle))
        {
            return null;
        }

        try
        {
            return new MpiLibrary(handle);
        }
        catch (EntryPointNotFoundException error)
        {
            throw new CommunicatorException($"'{name}' is no library of MPI, or one that is too old: {error.Message}", inner: error);
        }
    }

    private static string Text(delegate* unmanaged<byte*, int*, int> function)
    {
        byte* text = stackalloc byte[MostText];
        int length = 0;
        _ = function(text, &length);
        string all = Encoding.UTF8.GetString(text, Math.Clamp(length, 0, MostText));
        return all.Split('\n', ',', '\0')[0].Replace('\t', ' ').Trim();
    }

    private int Number(delegate* unmanaged<nint, int*, int> function)
    {
        int number;
        Check(function(_world, &number));
        return number;
    }

    private void Check(int code)
    {
        if (code != 0)
        {
            byte* text = stackalloc byte[MostText];
            int length = 0;
            _ = _errorText(code, text, &length);
            throw new CommunicatorException($"{Version}: {Encoding.UTF8.GetString(text, Math.Clamp(length, 0, MostText)).Trim('\0', ' ', '\n')}");
        }
    }
}
