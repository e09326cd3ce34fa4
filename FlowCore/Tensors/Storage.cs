namespace FlowCore.Tensors;

/// <summary>Memory that a backend owns. Only that backend knows what is behind it.</summary>
public abstract class Storage
{
    /// <summary>Gives the memory back to the backend's pool.</summary>
    public abstract void Release();
}
