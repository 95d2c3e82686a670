"""What every storey may use: refusals, time and canonical bytes. No models, no Django."""
