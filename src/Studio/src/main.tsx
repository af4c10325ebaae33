import { render } from 'preact';
import { App } from './App';
import { start } from './auth/session';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';
import './styles/screens.css';
import './styles/admin.css';

render(<App />, document.getElementById('app')!);
void start();
